package io.headrace.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
final class Repository {
    static final Path ROOT = root();

    private Repository() {}

    /** The README and every page below docs. */
    static List<Page> pages() {
        return Stream.concat(
                        Stream.of(ROOT.resolve("README.md")),
                        files(ROOT.resolve("docs"))
                                .filter(file -> file.toString().endsWith(".md")))
                .map(Repository::page)
                .toList();
    }

    static Page page(String path) {
        return page(ROOT.resolve(path));
    }

    /** Sources of tests, and those of the testkit, which holds the contracts. */
    static List<Path> testSources() {
        return Stream.of("framework", "integration-tests", "examples")
                .map(ROOT::resolve)
                .flatMap(Repository::files)
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> file.toString().contains("/src/test/")
                        || file.toString().contains("/testkit/"))
                .toList();
    }

    static List<Path> luaFiles() {
        return files(ROOT.resolve("framework/redis/src/main/resources"))
                .filter(file -> file.toString().endsWith(".lua"))
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Page page(Path file) {
        return new Page(file, read(file));
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
