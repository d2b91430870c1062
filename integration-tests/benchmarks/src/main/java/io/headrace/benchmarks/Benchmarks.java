package io.headrace.benchmarks;

import java.io.PrintStream;

/** The program: measures, verifies and prints tables. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Exit codes: 0 all is measured, 1 a contender did not do its job, 2 an argument is wrong. */
    public static void main(String[] args) {
        System.exit(execute(System.out, System.err, args));
    }

    private static int execute(PrintStream out, PrintStream err, String... args) {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                out.print(Arguments.HELP);
            } else {
                measure(arguments, out, new ProgressLine(err));
            }
            return 0;
        } catch (Arguments.BadArgumentException bad) {
            err.println(bad.getMessage());
            return 2;
        } catch (Suite.WrongResultException wrong) {
            err.println("Not a result: " + wrong.getMessage());
            return 1;
        }
    }

    private static void measure(Arguments arguments, PrintStream out, ProgressLine progress) {
        Report report = new Report(out);
        try (Suite suite = new Suite(arguments.scale(), ChildProcess::new, progress)) {
            out.println(suite.site().description() + "; Java " + System.getProperty("java.version") + "; "
                    + Processors.description());
            for (Scenario scenario : arguments.scenarios()) {
                Results results = suite.measure(scenario);
                progress.clear();
                report.print(results);
            }
        }
        report.printRatios();
    }
}
