package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to connect, besides the URI. An immutable value.
 *
 * @param commandTimeout how long a call may stay unanswered before its connection is closed; 5 s unless set
 * @param username       user to authenticate as; {@code null} for the URI's, else the server's default user
 * @param password       its password; {@code null} for the URI's, if there is one
 * @param tls            files for a URI with TLS; {@link Tls#DEFAULTS} unless set
 */
public record ConnectOptions(
        Duration commandTimeout,
        @Nullable String username,
        @Nullable String password,
        Tls tls) {
    /** The defaults. */
    public static final ConnectOptions DEFAULTS = new ConnectOptions(Duration.ofSeconds(5), null, null, Tls.DEFAULTS);

    public ConnectOptions {
        if (commandTimeout.isNegative() || commandTimeout.isZero()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "commandTimeout is " + commandTimeout + ", but must be above zero.");
        }
    }

    /** The same options with this command timeout. */
    public ConnectOptions commandTimeout(Duration commandTimeout) {
        return new ConnectOptions(commandTimeout, username, password, tls);
    }

    /** The same options with these credentials, which win over those in the URI. */
    public ConnectOptions credentials(@Nullable String username, String password) {
        return new ConnectOptions(commandTimeout, username, password, tls);
    }

    /** The same options, trusting the authorities in this PEM file and no others. */
    public ConnectOptions trust(Path pem) {
        return new ConnectOptions(commandTimeout, username, password, new Tls(pem, tls.certificate(), tls.key()));
    }

    /** The same options, showing this certificate if the server asks for one. */
    public ConnectOptions clientCertificate(Path certificate, Path key) {
        return new ConnectOptions(commandTimeout, username, password, new Tls(tls.trust(), certificate, key));
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "ConnectOptions[commandTimeout=" + commandTimeout + ", username=" + username + ", password="
                + (password == null ? "none" : "***") + ", tls=" + tls + ']';
    }
}
