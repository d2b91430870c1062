package io.headrace.soak;

import io.headrace.testkit.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The workers' processes, each in a place with a log of its own. For one thread. */
final class Fleet implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final Duration START_WITHIN = Duration.ofMinutes(2);
    private static final Duration DRAIN_WITHIN = Duration.ofMinutes(1);
    private static final int ASKED_TO_END = 143;

    private final String server;
    private final String sink;
    private final Path logs;
    private final List<JavaProcess> workers = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    /** Starts all; they work on the server at the first URI and note at the second. Logs go to this directory. */
    Fleet(String server, String sink, Path logs) {
        this.server = server;
        this.sink = sink;
        this.logs = logs.toAbsolutePath();
        for (int place = 0; place < WORKERS; place++) {
            clear(log(place));
            workers.add(start(place));
        }
    }

    /** Returns when all work. */
    void awaitReady() {
        workers.forEach(worker -> worker.awaitLine(SoakWorker.READY::equals, START_WITHIN));
    }

    /** The places of the workers. */
    List<Integer> places() {
        return IntStream.range(0, workers.size()).boxed().toList();
    }

    /** Kills one and starts the next in its place. */
    void kill(int place) {
        lookAfter(place);
        workers.get(place).close();
        workers.set(place, start(place));
    }

    /** Stops one by SIGSTOP. */
    void freeze(int place) {
        lookAfter(place);
        workers.get(place).pause();
    }

    /** Lets it go on; nothing if it was killed meanwhile. */
    void thaw(int place) {
        lookAfter(place);
        workers.get(place).resume();
    }

    /** Asks all to end, and waits until they have drained. */
    void drain() {
        places().forEach(this::lookAfter);
        workers.forEach(JavaProcess::terminate);
        workers.forEach(worker -> {
            int code = worker.awaitExit(DRAIN_WITHIN);
            if (code != ASKED_TO_END && code != 0) {
                troubles.add("a worker ended with code " + code + ": " + worker.errorTail());
            }
        });
    }

    /** What workers did that they should not: ending by themselves. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        workers.forEach(JavaProcess::close);
    }

    private void lookAfter(int place) {
        JavaProcess worker = workers.get(place);
        if (!worker.isAlive()) {
            troubles.add(
                    "worker " + place + " ended by itself with code " + worker.exitCode() + ": " + worker.errorTail());
            worker.close();
            workers.set(place, start(place));
        }
    }

    private JavaProcess start(int place) {
        return JavaProcess.start(
                SoakWorker.class,
                options -> options.property("soak.log", log(place).toString()).arguments(server, sink));
    }

    private Path log(int place) {
        return logs.resolve("worker-" + place + ".log");
    }

    private static void clear(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the log of an earlier soak: " + e.getMessage(), e);
        }
    }
}
