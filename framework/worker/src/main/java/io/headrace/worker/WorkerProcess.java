package io.headrace.worker;

import io.headrace.Headrace;
import io.headrace.HeadraceApplication;
import io.headrace.WorkerBuilder;
import io.headrace.error.HeadraceException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an application's workers as a process: reads the configuration, connects, starts the workers, serves health and
 * metrics, and drains on SIGTERM or SIGINT.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   WorkerProcess.main(args, new Shop());
 * }
 * }</pre>
 *
 * <p>Exit codes: 0 drained, 1 failed, 2 wrong arguments or configuration, 3 the drain timed out; a second signal ends the
 * process at once, with 130 (SIGINT) or 143 (SIGTERM).
 */
public final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");

    private WorkerProcess() {}

    /** Runs the application in the jar {@code --app}, or the one on the class path, and ends the JVM. */
    public static void main(String[] args) {
        main(args, LoadedApplication::find);
    }

    /** Runs this application with the options in {@code args}, and ends the JVM. */
    public static void main(String[] args, HeadraceApplication application) {
        main(args, arguments -> LoadedApplication.of(application));
    }

    /**
     * Runs the application in the arguments' jar, or the one on the class path; for launchers. Returns when the workers
     * have drained, with the exit code; a failure has been printed to {@link System#err}. For one call at a time.
     */
    public static int run(WorkerArguments arguments) {
        return run(arguments, () -> LoadedApplication.find(arguments));
    }

    private interface Finder {
        LoadedApplication find(WorkerArguments arguments);
    }

    private static void main(String[] args, Finder finder) {
        if (List.of(args).contains("--help")) {
            System.out.println(WorkerArguments.USAGE);
            return;
        }
        System.exit(guarded(System.err, () -> {
                    WorkerArguments arguments = WorkerArguments.parse(args);
                    return run(arguments, System.out, () -> finder.find(arguments));
                })
                .number());
    }

    private static int run(WorkerArguments arguments, Supplier<LoadedApplication> application) {
        return guarded(System.err, () -> run(arguments, System.out, application))
                .number();
    }

    private static ExitCode run(WorkerArguments arguments, PrintStream out, Supplier<LoadedApplication> found) {
        Settings settings = Settings.read(arguments, System.getenv(), System.getProperties());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (LoadedApplication application = found.get()) {
            thread.setContextClassLoader(application.loader());
            if (!arguments.printConfig()) {
                return new WorkerRun(settings, application, out).run();
            }
            print(settings, application, out);
            return ExitCode.DRAINED;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Asks the application without a server: its workers are not started, so it does not matter where they would work. */
    private static void print(Settings settings, LoadedApplication application, PrintStream out) {
        try (Headrace nowhere = Headrace.connect("memory:print-config")) {
            Tuning tuning = new Tuning(settings);
            List<WorkerBuilder> tuned = tuning.apply(Applications.workers(application, nowhere, settings));
            EffectiveSettings.lines(settings, tuning, tuned).forEach(out::println);
            application.close();
        }
    }

    private static ExitCode guarded(PrintStream err, Supplier<ExitCode> process) {
        try {
            return process.get();
        } catch (HeadraceException failure) {
            err.println(failure.getMessage());
            return ExitCode.of(failure);
        } catch (RuntimeException | Error bug) {
            LOG.error("The process ends on an internal error", bug);
            err.println("The process ends on an internal error: " + bug);
            return ExitCode.FAILED;
        }
    }
}
