package io.headrace.examples.accesslog;

import io.headrace.Headrace;
import io.headrace.error.HeadraceException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The program: sends the log, waits until both workers are through, prints what they found; then repairs the line that
 * could not be parsed, replays it and prints the final sum.
 */
public final class AccessLogJob {
    private AccessLogJob() {}

    /** Exit codes: 0 all is done, 1 the job failed, 2 an argument is wrong. */
    public static void main(String[] args) {
        int exitCode = execute(System.out, System.err, args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int execute(PrintStream out, PrintStream err, String... args) {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                out.print(Arguments.HELP);
            } else {
                runAndPrint(arguments, out);
            }
            return 0;
        } catch (Arguments.BadArgumentException bad) {
            err.println(bad.getMessage());
            return 2;
        } catch (CompletionException failed) {
            return failed(err, failed.getCause() == null ? failed : failed.getCause());
        } catch (HeadraceException | IllegalStateException | IllegalArgumentException | UncheckedIOException failed) {
            return failed(err, failed);
        }
    }

    private static int failed(PrintStream err, Throwable cause) {
        err.println("The job failed: " + cause.getMessage());
        return 1;
    }

    private static void runAndPrint(Arguments arguments, PrintStream out) {
        try (Server server = Server.open(arguments.redis())) {
            out.println(server.note());
            ProgressBar bar = new ProgressBar(out, Terminal.isWatched(), System::nanoTime);
            AccessLogReport report = run(server.uri(), server.streams(), bar);
            new ReportPrinter(out).print(report);
        }
    }

    /** Runs the job on streams of its own. */
    static AccessLogReport run(String uri, Progress progress) {
        return run(uri, Streams.unique(), progress);
    }

    /** Runs the job on these streams, which must be new. */
    static AccessLogReport run(String uri, Streams streams, Progress progress) {
        List<String> lines = AccessLog.lines();
        try (Headrace headrace = Headrace.connect(uri)) {
            Pipeline pipeline = new Pipeline(headrace, streams);
            pipeline.start();

            long started = System.nanoTime();
            pipeline.send(lines, progress);
            pipeline.awaitHandled(progress);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
            AccessLogReport.Figures before = pipeline.figures();
            List<AccessLogReport.DeadLine> deadLines = pipeline.deadLines();

            pipeline.repairAndReplay();
            pipeline.awaitHandled(Progress.NONE);
            return new AccessLogReport(before, elapsed, deadLines, pipeline.figures());
        }
    }
}
