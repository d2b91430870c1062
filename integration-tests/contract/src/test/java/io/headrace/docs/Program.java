package io.headrace.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** A program of the documentation, run in a JVM of its own as a reader would run it. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> printed = new ArrayList<>();

    Program(Class<?> main, String... args) {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()),
                        Stream.of(args))
                .toList();
        try {
            process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread reader = new Thread(() -> process.inputReader(UTF_8).lines().forEach(lines::add));
        reader.setDaemon(true);
        reader.start();
    }

    /** The first line, printed or still to come, that begins with this text. */
    String line(String beginning) {
        await("a line \"" + beginning + "…\"").atMost(PATIENCE).until(() -> {
            lines.drainTo(printed);
            return printed.stream().anyMatch(line -> line.startsWith(beginning));
        });
        return printed.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    /** Asks the program to end, as an operator's SIGTERM does, and waits until it has. */
    void terminate() {
        process.destroy();
        await("the end of the program").atMost(PATIENCE).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
