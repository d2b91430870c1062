package io.headrace.faults;

import io.headrace.testkit.JavaProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A {@link WorkerMain} that runs, or has been killed. */
final class WorkerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JavaProcess process;

    private WorkerProcess(JavaProcess process) {
        this.process = process;
    }

    /** Starts one; {@link #awaitReady} tells when it works. */
    static WorkerProcess start(List<String> arguments, String... environment) {
        return new WorkerProcess(JavaProcess.start(WorkerMain.class, options -> {
            var chosen = options.arguments(arguments.toArray(String[]::new));
            for (int i = 0; i + 1 < environment.length; i += 2) {
                chosen = chosen.environment(environment[i], environment[i + 1]);
            }
            return chosen;
        }));
    }

    /** Waits until it works; returns its clock at that time, in milliseconds. */
    long awaitReady() {
        return Long.parseLong(await("ready ").substring("ready ".length()));
    }

    /** The first line that begins so, printed before or still to come. */
    String await(String start) {
        return process.awaitLine(line -> line.startsWith(start), PATIENCE);
    }

    boolean printed(String start) {
        return lines().anyMatch(line -> line.startsWith(start));
    }

    /** How many messages went this way, as it told so far. */
    int moved(String flow) {
        String start = "moved " + flow + " ";
        return lines().filter(line -> line.startsWith(start))
                .mapToInt(line -> Integer.parseInt(line.substring(start.length())))
                .sum();
    }

    Stream<String> lines() {
        return process.lines().stream();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns the exit code. */
    int kill() {
        process.kill();
        return process.exitCode();
    }

    /** SIGSTOP. */
    void pause() {
        process.pause();
    }

    /** SIGCONT. */
    void resume() {
        process.resume();
    }

    /** SIGTERM. */
    void terminate() {
        process.terminate();
    }

    int awaitExit() {
        return process.awaitExit(PATIENCE);
    }

    String errorTail() {
        return process.errorTail();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
