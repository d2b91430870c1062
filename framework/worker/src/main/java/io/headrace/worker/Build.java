package io.headrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What the build wrote down about itself. Safe for all threads. */
public final class Build {
    private Build() {}

    /** The version of Headrace: {@code 1.2.0}, or {@code 1.2.0-SNAPSHOT} between releases. */
    public static String version() {
        try (InputStream text = Objects.requireNonNull(Build.class.getResourceAsStream("version.txt"))) {
            return new String(text.readAllBytes(), UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
