package io.headrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory of a process that is gone when the process is closed, or else when this JVM ends. */
record TemporaryDirectory(Path path) implements AutoCloseable {
    static TemporaryDirectory create(String prefix) {
        try {
            Path path = Files.createTempDirectory(prefix);
            Leash.delete(path);
            return new TemporaryDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a directory for a process: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        delete(path);
    }

    /** Deletes it with everything in it, as far as that goes. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A child that the server forked to save may still write there; the leash deletes the rest.
        }
    }
}
