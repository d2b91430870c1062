package io.headrace.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a test writes into the sources of a configuration. */
final class Written {
    private final Path directory;
    private final Map<String, String> variables = new TreeMap<>();
    private final Properties properties = new Properties();
    private final List<String> set = new ArrayList<>();
    private @Nullable Path file;

    Written(Path directory) {
        this.directory = directory;
    }

    Written variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Written property(String name, String value) {
        properties.setProperty(name, value);
        return this;
    }

    Written set(String assignment) {
        set.add(assignment);
        return this;
    }

    Written yaml(String text) {
        return file("worker.yaml", text);
    }

    Written file(String name, String text) {
        try {
            file = Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Settings read() {
        return Settings.read(new WorkerArguments(null, null, file, set, false), variables, properties);
    }
}
