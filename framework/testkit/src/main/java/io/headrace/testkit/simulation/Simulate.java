package io.headrace.testkit.simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Runs many seeds: {@code ./mvnw -q -Psimulate -Dseeds=N}. The last line says how many broke a promise. */
public final class Simulate {
    private static final int TRACE_LINES = 400;
    private static final int PORTION = 100;

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
        List<Long> failed = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (int done = 0; done < seeds; done += PORTION) {
            out.print(done == 0 ? "" : "\r" + done + " of " + seeds + " seeds, " + failed.size() + " violations");
            out.flush();
            LongStream.range(first + done, first + Math.min(seeds, done + PORTION))
                    .parallel()
                    .mapToObj(Outcome::of)
                    .toList()
                    .forEach(outcome -> {
                        outcome.result.counts().forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
                        if (!outcome.result.violations().isEmpty()) {
                            failed.add(outcome.seed);
                        }
                    });
        }
        out.print(seeds > PORTION ? "\r" : "");
        if (!failed.isEmpty()) {
            List<String> trace = Simulation.trace(failed.get(0));
            trace.subList(Math.max(0, trace.size() - TRACE_LINES), trace.size()).forEach(out::println);
            out.println("failing seeds: " + failed);
        }
        out.println(counts);
        out.println(seeds + " seeds, " + failed.size() + " violations");
        return failed.size();
    }

    private record Outcome(long seed, Simulation.Result result) {
        static Outcome of(long seed) {
            return new Outcome(seed, Simulation.play(seed, false));
        }
    }
}
