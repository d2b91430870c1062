package io.headrace.worker;

import io.headrace.HeadraceOptions;
import io.headrace.broker.ConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server and how to connect.
 *
 * @param patience how long to try again while the server cannot be reached
 */
record RedisSettings(
        String uri,
        @Nullable String username,
        @Nullable String password,
        @Nullable Duration commandTimeout,
        Duration patience,
        @Nullable Path trust,
        @Nullable Path certificate,
        @Nullable Path key) {
    static RedisSettings from(Values values) {
        RedisSettings settings = new RedisSettings(
                values.readOr(Keys.URI, Keys.URI.fallback()),
                values.read(Keys.USERNAME),
                password(values),
                values.read(Keys.COMMAND_TIMEOUT),
                values.readOr(Keys.WAIT, Duration.ZERO),
                values.read(Keys.TRUST),
                values.read(Keys.CERTIFICATE),
                values.read(Keys.KEY));
        requirePair(values, Keys.CERTIFICATE, Keys.KEY);
        requirePair(values, Keys.KEY, Keys.CERTIFICATE);
        if (values.find(Keys.PASSWORD_FILE.name()) == null) {
            requirePair(values, Keys.USERNAME, Keys.PASSWORD);
        }
        values.apply(Keys.COMMAND_TIMEOUT, ConnectOptions.DEFAULTS::commandTimeout);
        return settings;
    }

    /** The options with what is set. */
    HeadraceOptions over(HeadraceOptions options) {
        HeadraceOptions changed = commandTimeout == null ? options : options.commandTimeout(commandTimeout);
        changed = password == null ? changed : changed.credentials(username, password);
        changed = trust == null ? changed : changed.trust(trust);
        return certificate == null || key == null ? changed : changed.clientCertificate(certificate, key);
    }

    private static @Nullable String password(Values values) {
        Path file = values.read(Keys.PASSWORD_FILE);
        Setting named = values.find(Keys.PASSWORD_FILE.name());
        Setting plain = values.find(Keys.PASSWORD.name());
        int difference = values.rank(Keys.PASSWORD.name()) - values.rank(Keys.PASSWORD_FILE.name());
        if (file == null || named == null || difference < 0) {
            return values.read(Keys.PASSWORD);
        }
        if (plain != null && difference == 0) {
            values.problem(named, " is there beside \"" + plain.key() + "\". Set one of them.");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            values.problem(named, " names " + file + ", which cannot be read: " + unreadable + ".");
            return null;
        }
    }

    private static void requirePair(Values values, Key<?> one, Key<?> other) {
        Setting setting = values.find(one.name());
        if (setting != null && values.find(other.name()) == null) {
            values.problem(setting, " needs \"" + other.name() + "\", too.");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + Masks.uri(uri) + ']';
    }
}
