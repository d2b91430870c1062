package io.headrace.soak;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The program: {@code ./mvnw -q -Psoak -Dminutes=N}. */
public final class Soak {
    private static final Path LOGS = Path.of("target", "soak");

    private Soak() {}

    /**
     * Takes the number of minutes, and optionally the seed of the plan of faults. Exit codes: 0 all is well, 1 something was
     * lost or doubled, or is not as it must be, 2 an argument is wrong.
     */
    public static void main(String[] args) {
        System.exit(execute(System.out, System.err, args));
    }

    static int execute(PrintStream out, PrintStream err, String... args) {
        if (args.length < 1
                || args.length > 2
                || !args[0].matches("[1-9][0-9]{0,3}")
                || !seed(args).matches("[0-9]{1,9}")) {
            err.println("Give the minutes, 1 to 9999, and if you like a seed: -Dminutes=\"10 4711\".");
            return 2;
        }
        Duration duration = Duration.ofMinutes(Integer.parseInt(args[0]));
        long seed = Long.parseLong(seed(args));
        out.println("seed " + seed + ", logs in " + LOGS.toAbsolutePath());
        try {
            Result result = SoakRun.run(duration, seed, LOGS, new Progress(out));
            result.print(out);
            return result.problems().isEmpty() ? 0 : 1;
        } catch (RuntimeException failure) {
            failure.printStackTrace(err);
            return 1;
        }
    }

    private static String seed(String... args) {
        return args.length == 2
                ? args[1]
                : String.valueOf(ThreadLocalRandom.current().nextInt(1_000_000));
    }
}
