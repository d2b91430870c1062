package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.HeadraceOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, and how to connect to it. A password is read from a file or the environment, where no {@code ps} shows it. */
final class ServerOptions {
    static final String DEFAULT_URL = "redis://127.0.0.1:6379";

    /** Where environment variables are read. */
    Function<String, @Nullable String> environment = System::getenv;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description =
                    "The server: redis://, rediss:// or redis-sentinel://. Else HEADRACE_URL, else " + DEFAULT_URL)
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User on the server. Else HEADRACE_USER, else that of the URL.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password. Else HEADRACE_PASSWORD, else that of the URL.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "PEM file of the authorities that may have signed the server's certificate.")
    private @Nullable Path trust;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long the server may take to answer. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(5);

    Headrace connect() {
        return Headrace.connect(url(), this::options);
    }

    String url() {
        String known = url != null ? url : environment.apply("HEADRACE_URL");
        return known == null ? DEFAULT_URL : known;
    }

    private HeadraceOptions options(HeadraceOptions defaults) {
        HeadraceOptions options = defaults.commandTimeout(timeout);
        String password = password();
        if (password != null) {
            options = options.credentials(user != null ? user : environment.apply("HEADRACE_USER"), password);
        }
        return trust == null ? options : options.trust(trust);
    }

    private @Nullable String password() {
        if (passwordFile == null) {
            return environment.apply("HEADRACE_PASSWORD");
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the password from " + passwordFile + ": " + failure, failure);
        }
    }
}
