package io.headrace.redis;

import io.headrace.broker.Tls;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** The files of {@link Tls}. They are tried out once, so that a wrong one is named; Lettuce reads them for each connection. */
final class PemFiles {
    private static final String CERTIFICATE = "It must be PEM and begin with -----BEGIN CERTIFICATE-----.";

    private PemFiles() {}

    /** What Lettuce needs, with files that can be used. */
    static SslOptions checked(Tls tls) {
        SslOptions.Builder options = SslOptions.builder();
        Path trust = tls.trust();
        if (trust != null) {
            tryOut(
                    "trust",
                    trust,
                    CERTIFICATE,
                    SslOptions.builder().trustManager(readable("trust", trust).toFile()));
            options.trustManager(trust.toFile());
        }
        Path certificate = tls.certificate();
        Path key = tls.key();
        if (certificate != null && key != null) {
            readable("clientCertificate", certificate);
            readable("the key of clientCertificate", key);
            tryOut(
                    "clientCertificate",
                    certificate,
                    CERTIFICATE,
                    SslOptions.builder().trustManager(certificate.toFile()));
            options.keyManager(certificate.toFile(), key.toFile(), null);
            tryOut(
                    "the key of clientCertificate",
                    key,
                    "It must be PKCS#8 in PEM without a password: openssl pkcs8 -topk8 -nocrypt -in old -out new.",
                    SslOptions.builder().keyManager(certificate.toFile(), key.toFile(), null));
        }
        return options.build();
    }

    private static Path readable(String option, Path file) {
        if (!Files.exists(file)) {
            throw bad(option, file, "there is no such file", "Correct the path.", null);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw bad(option, file, "it cannot be read", "Name a file that this process may read.", null);
        }
        return file;
    }

    private static void tryOut(String option, Path file, String advice, SslOptions.Builder options) {
        try {
            options.build().createSslContextBuilder().build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw bad(option, file, "it cannot be used", advice, unusable);
        }
    }

    private static HeadraceException bad(
            String option, Path file, String problem, String advice, @Nullable Exception cause) {
        return new HeadraceException(
                ErrorCode.BAD_OPTION, option + " is " + file + ", but " + problem + ". " + advice, cause);
    }
}
