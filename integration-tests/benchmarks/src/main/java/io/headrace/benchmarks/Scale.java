package io.headrace.benchmarks;

import java.util.Map;

/**
 * How much is measured.
 *
 * @param messages     of a drain
 * @param most         for contenders so slow that they get fewer
 * @param pacedSeconds how long messages are sent at a fixed rate
 * @param rounds       of every contender, in turn
 * @param warm         whether a run that does not count goes before
 */
record Scale(int messages, Map<Contender.Name, Integer> most, int pacedSeconds, int rounds, boolean warm) {
    /** Two million messages in five rounds; Spring gets what it handles in about five seconds. */
    static final Scale STANDARD = new Scale(
            2_000_000, Map.of(Contender.Name.SPRING_TUNED, 400_000, Contender.Name.SPRING_DOCS, 20_000), 5, 5, true);

    Scale messages(int messages) {
        return new Scale(messages, most, pacedSeconds, rounds, warm);
    }

    Scale rounds(int rounds) {
        return new Scale(messages, most, pacedSeconds, rounds, warm);
    }

    /** The messages of one run. */
    int messages(Scenario scenario, Contender.Name contender) {
        int asked = scenario.perSecond() > 0 ? scenario.perSecond() * pacedSeconds : messages;
        int limit = most.getOrDefault(contender, Integer.MAX_VALUE);
        return Math.min(asked, Math.min(limit, scenario.mostMessages()));
    }
}
