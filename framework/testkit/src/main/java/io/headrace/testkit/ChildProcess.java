package io.headrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/** One run of a program, a server or a JVM, from its start to its exit. Safe for all threads. */
final class ChildProcess {
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);
    /** Longer than Redis' own {@code shutdown-timeout} of 10 s, which lets replicas catch up. */
    private static final Duration EXIT_WITHIN = Duration.ofSeconds(15);

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Process process;
    private final ServerLog log;
    private final CompletableFuture<Void> exited;

    private ChildProcess(Process process, ServerLog log) {
        this.process = process;
        this.log = log;
        this.exited = process.onExit().thenAccept(Leash::drop);
    }

    /** Starts a server, tied to this JVM, whose output goes to the log, and returns at once. */
    static ChildProcess launch(List<String> command, Path directory, ServerLog log) {
        return launch(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.path().toFile())),
                log);
    }

    /** Starts a program, tied to this JVM, and returns at once; the log is what errors quote. */
    static ChildProcess launch(ProcessBuilder program, ServerLog log) {
        Process process = start(program);
        try {
            Leash.hold(process);
        } catch (UncheckedIOException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ChildProcess(process, log);
    }

    private static Process start(ProcessBuilder program) {
        try {
            return program.start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot run " + program.command().get(0) + ": " + e.getMessage()
                            + ". A temporary directory mounted noexec is one cause; java.io.tmpdir names another.",
                    e);
        }
    }

    /**
     * Returns when the server is ready; otherwise kills it.
     *
     * @throws PortTakenException if another process has the port
     * @throws IllegalStateException if it exits, or is not ready within 10 s
     */
    void awaitReady(int port, SocketFactory sockets, boolean singleNodeCluster) {
        Readiness readiness = new Readiness(port, sockets, process.pid(), singleNodeCluster);
        long begin = System.nanoTime();
        for (String missing = readiness.missing(); missing != null; missing = readiness.missing()) {
            long elapsed = System.nanoTime() - begin;
            if (!process.isAlive()) {
                throw exitedEarly(port);
            }
            if (elapsed > READY_WITHIN.toNanos()) {
                kill();
                throw new IllegalStateException(log.explain("Server on port " + port + " is not ready after "
                        + READY_WITHIN.toSeconds() + " s (" + missing + ") and was killed"));
            }
            LockSupport.parkNanos(Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, elapsed / 20)));
        }
    }

    private IllegalStateException exitedEarly(int port) {
        String failure =
                log.explain("Server on port " + port + " exited with code " + process.exitValue() + " at its start");
        // The server's own words: those of the C library ("Address already in use") differ between binaries.
        return failure.contains("Failed listening on port")
                ? new PortTakenException(failure)
                : new IllegalStateException(failure);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.toHandle().destroyForcibly(); // unlike the Process it leaves the output to be read
        awaitExit("SIGKILL");
    }

    void terminate() {
        askToEnd();
        awaitExit("SIGTERM");
    }

    /** Sends SIGTERM and returns at once. */
    void askToEnd() {
        process.toHandle().destroy();
    }

    private void awaitExit(String signal) {
        if (!hasExitedWithin(EXIT_WITHIN)) {
            throw new IllegalStateException(
                    log.explain("Process " + pid() + " still runs " + EXIT_WITHIN.toSeconds() + " s after " + signal));
        }
    }

    /** Waits for its exit; tells whether it has ended. */
    boolean hasExitedWithin(Duration patience) {
        try {
            exited.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Its exit code; of one killed by a signal, 128 and the signal's number. */
    int exitCode() {
        return process.exitValue();
    }

    /** What it prints. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Sends a signal by its name without SIG. Through a shell, because Java can only send SIGTERM and SIGKILL. */
    void signal(String name) {
        int code;
        try {
            code = new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, "" + pid())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot send SIG" + name + ": " + e.getMessage(), e);
        }
        if (code != 0) {
            throw new IllegalStateException(log.explain("Cannot send SIG" + name + " to process " + pid()));
        }
    }

    static final class PortTakenException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        PortTakenException(String message) {
            super(message);
        }
    }
}
