package io.headrace.examples.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The log that comes with the example: 10,000 lines of a real web server. */
final class AccessLog {
    private static final String RESOURCE = "access.log.gz";

    private AccessLog() {}

    static List<String> lines() {
        InputStream packed = Objects.requireNonNull(AccessLog.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), UTF_8))) {
            return reader.lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
