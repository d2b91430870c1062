package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files for connections by TLS, all in PEM. They are read for each connection: a renewed certificate counts from the next
 * one on. An immutable value.
 *
 * @param trust       certificates of the authorities that are trusted, and no others; {@code null} for those that the JVM
 *     trusts
 * @param certificate the certificate to show to the server, with the chain behind it; {@code null} for none
 * @param key         its private key, PKCS#8 without a password; {@code null} if there is no certificate
 */
public record Tls(
        @Nullable Path trust,
        @Nullable Path certificate,
        @Nullable Path key) {
    /** Trusts what the JVM trusts, and shows no certificate. */
    public static final Tls DEFAULTS = new Tls(null, null, null);

    public Tls {
        if ((certificate == null) != (key == null)) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "There is a " + (key == null ? "certificate without a key" : "key without a certificate")
                            + ". Give both or none.");
        }
    }
}
