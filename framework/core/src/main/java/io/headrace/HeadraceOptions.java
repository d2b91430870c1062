package io.headrace;

import com.codahale.metrics.MetricRegistry;
import io.headrace.broker.ConnectOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to connect, besides the URI. An immutable value; every method returns a changed copy.
 *
 * @param connection passed on to the broker
 * @param metrics    where workers count; a registry of its own unless set
 */
public record HeadraceOptions(ConnectOptions connection, MetricRegistry metrics) {
    static HeadraceOptions defaults() {
        return new HeadraceOptions(ConnectOptions.DEFAULTS, new MetricRegistry());
    }

    /** How long a call may stay unanswered before its connection is closed and replaced; 5 s unless set. */
    public HeadraceOptions commandTimeout(Duration timeout) {
        return new HeadraceOptions(connection.commandTimeout(timeout), metrics);
    }

    /** Credentials that win over those in the URI; a {@code null} user is the server's default user. */
    public HeadraceOptions credentials(@Nullable String username, String password) {
        return new HeadraceOptions(connection.credentials(username, password), metrics);
    }

    /**
     * Trusts the authorities whose certificates are in this PEM file, and no others; by default those that the JVM trusts.
     * For a URI with TLS. The file is read for each connection.
     */
    public HeadraceOptions trust(Path pem) {
        return new HeadraceOptions(connection.trust(pem), metrics);
    }

    /**
     * Shows this certificate to a server that asks for one, with the chain behind it in the same PEM file; by default none.
     * The key is PKCS#8 in PEM without a password. For a URI with TLS. The files are read for each connection.
     */
    public HeadraceOptions clientCertificate(Path certificate, Path key) {
        return new HeadraceOptions(connection.clientCertificate(certificate, key), metrics);
    }

    /** Where workers count what they do; see {@link io.headrace.observe.MetricsListener} for the names. */
    public HeadraceOptions metrics(MetricRegistry registry) {
        return new HeadraceOptions(connection, registry);
    }
}
