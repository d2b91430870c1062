package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A program in a JVM of its own, with the class path of this one: a worker that a test can kill, freeze or ask to end.
 *
 * <pre>{@code
 * try (JavaProcess worker = JavaProcess.start(WorkerMain.class, o -> o.arguments(server.uri()))) {
 *   worker.awaitLine("ready"::equals, Duration.ofSeconds(30));
 *   worker.kill();
 * }
 * }</pre>
 *
 * <p>What it prints is read as it comes, as UTF-8, and the last 100,000 lines are kept; what it prints
 * as errors goes to a file, whose end is part of every failure's message. Failures are an {@link IllegalStateException}.
 * Its input is empty. It never outlives this JVM, however that ends, and its file is gone with it. Safe for all threads;
 * Linux and macOS.
 */
public final class JavaProcess implements AutoCloseable {
    private static final Duration OUTPUT_WITHIN = Duration.ofSeconds(5);

    private final String main;
    private final TemporaryDirectory directory;
    private final ServerLog errors;
    private final ChildProcess process;
    private final ProcessLines lines;
    private boolean paused;

    private JavaProcess(String main, TemporaryDirectory directory, JavaOptions options) {
        this.main = main;
        this.directory = directory;
        this.errors = new ServerLog(directory.path().resolve("stderr.log"));
        this.process = ChildProcess.launch(builder(main, options, errors.path()), errors);
        this.lines = new ProcessLines(new BufferedReader(new InputStreamReader(process.output(), UTF_8)));
        lines.read("headrace-java-process " + process.pid());
    }

    /** Starts {@code main} of this class with {@link JavaOptions#defaults()} and these arguments; returns at once. */
    public static JavaProcess start(Class<?> main, String... arguments) {
        return start(main, options -> options.arguments(arguments));
    }

    /**
     * Starts {@code main} of this class: {@code start(Main.class, o -> o.jvm("-Xmx1g").property("seed", "7"))}; returns at
     * once, before the program is at its first line.
     *
     * @throws IllegalStateException if the JVM cannot be started
     */
    public static JavaProcess start(Class<?> main, UnaryOperator<JavaOptions> options) {
        TemporaryDirectory directory = TemporaryDirectory.create("headrace-java-");
        return new JavaProcess(main.getName(), directory, options.apply(JavaOptions.defaults()));
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    Path directory() {
        return directory.path();
    }

    /** Whether it has not ended; a paused one is alive. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The first line, printed before or still to come, that is one of those wanted.
     *
     * @throws IllegalStateException if none comes in time, or the program ends without it
     */
    public String awaitLine(Predicate<String> wanted, Duration patience) {
        return lines.await(wanted, patience)
                .orElseThrow(() -> failure(
                        "No such line from " + this + (lines.haveEnded() ? ", which has ended" : " within " + patience)
                                + "; it printed " + lines.tail()));
    }

    /**
     * The lines it has printed so far; all of them, if it has ended.
     *
     * @throws IllegalStateException if there were too many to keep; have it write to a file or to the server then
     */
    public List<String> lines() {
        if (lines.printed() > ProcessLines.MOST) {
            throw failure("Only the last " + ProcessLines.MOST + " of " + lines.printed() + " lines of " + this
                    + " are kept. Have it write to a file or to the server");
        }
        return lines.kept();
    }

    /** The end of what it printed as errors: 20 lines, fewer if they are long. */
    public String errorTail() {
        return errors.tail();
    }

    /** Kills it (SIGKILL), also a paused one; returns when it is gone and its output is read. Nothing if it has ended. */
    public synchronized void kill() {
        process.kill();
        paused = false;
        lines.awaitEnd(OUTPUT_WITHIN);
    }

    /** Freezes it (SIGSTOP): connections stay open and nothing moves. Does nothing if already paused. */
    public synchronized void pause() {
        requireAlive("pause");
        if (!paused) {
            process.signal("STOP");
            paused = true;
        }
    }

    /** Lets a paused one go on (SIGCONT). Does nothing if it is not paused. */
    public synchronized void resume() {
        requireAlive("resume");
        if (paused) {
            process.signal("CONT");
            paused = false;
        }
    }

    /**
     * Asks it to end (SIGTERM), resuming it if it is paused, and returns at once: {@link #awaitExit} waits until it has.
     * Does nothing if it has ended.
     */
    public synchronized void terminate() {
        process.askToEnd();
        if (paused) {
            resume(); // it takes the signal only now
        }
    }

    /**
     * Waits until it has ended and its output is read; returns the {@link #exitCode()}.
     *
     * @throws IllegalStateException if it has not ended in time; it goes on
     */
    public int awaitExit(Duration patience) {
        if (!process.hasExitedWithin(patience)) {
            throw failure(this + " still runs after " + patience);
        }
        lines.awaitEnd(OUTPUT_WITHIN);
        return process.exitCode();
    }

    /**
     * Its exit code; 137 after SIGKILL, 143 after SIGTERM.
     *
     * @throws IllegalStateException if it has not ended
     */
    public int exitCode() {
        if (isAlive()) {
            throw failure(this + " has no exit code, because it still runs");
        }
        return process.exitCode();
    }

    /** Kills it and deletes its file. Does nothing if already closed. */
    @Override
    public void close() {
        kill();
        directory.close();
    }

    @Override
    public String toString() {
        return "JavaProcess[" + main + ", pid " + pid() + "]";
    }

    private void requireAlive(String action) {
        if (!isAlive()) {
            throw failure("Cannot " + action + " " + this + ", because it has ended with code " + process.exitCode());
        }
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException(errors.explain(what));
    }

    private static ProcessBuilder builder(String main, JavaOptions options, Path errors) {
        ProcessBuilder builder = new ProcessBuilder(options.command(main))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(options.environment());
        return builder;
    }
}
