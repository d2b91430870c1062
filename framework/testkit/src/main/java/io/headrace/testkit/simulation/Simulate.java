package io.headrace.testkit.simulation;

import java.io.PrintStream;
import java.util.List;

/** Runs many seeds: {@code ./mvnw -q -Psimulate -Dseeds=N}. The last line says how many broke a promise. */
public final class Simulate {
    private static final int TRACE_LINES = 400;

    private Simulate() {}

    /** Takes the number of seeds, and optionally the first one. */
    public static void main(String[] args) {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        int violations = run(first, seeds, System.out);
        if (violations > 0) {
            throw new IllegalStateException(violations + " of " + seeds + " seeds broke a promise");
        }
    }

    /** Runs the seeds from {@code first} on and returns how many broke a promise; tells of the first in full. */
    public static int run(long first, int seeds, PrintStream out) {
        int violations = 0;
        for (int i = 0; i < seeds; i++) {
            List<String> broken = Simulation.run(first + i);
            if (!broken.isEmpty() && violations++ == 0) {
                List<String> trace = Simulation.trace(first + i);
                trace.subList(Math.max(0, trace.size() - TRACE_LINES), trace.size())
                        .forEach(out::println);
                out.println("first failing seed: " + (first + i));
            }
            if ((i + 1) % 100 == 0 && i + 1 < seeds) {
                out.print("\r" + (i + 1) + " of " + seeds + " seeds");
                out.flush();
            }
        }
        out.println("\r" + seeds + " seeds, " + violations + " violations");
        return violations;
    }
}
