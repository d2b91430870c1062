package io.headrace.testkit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the messages of a {@link LossAudit} are. Every confirmed message is in one place, the first that fits: confirmed =
 * handled + dead + pending + undelivered + lost + destroyed. All lists are of identities, sorted.
 *
 * @param confirmed how many messages were confirmed
 * @param handled how many of them were handled, once or more often
 * @param dead those that are dead letters and were not handled
 * @param pending those that were delivered, and wait to be handled
 * @param undelivered those that wait to be delivered
 * @param lost those that the server still held after the fault, but that are acked or gone without having been handled;
 *     none, always
 * @param destroyed those that the fault itself took from the server; none, if they were sent at a durability that covers
 *     the fault
 * @param duplicates messages handled more than once, confirmed or not
 * @param effectsTwice messages whose effect was found more than once, confirmed or not
 */
public record LossReport(
        int confirmed,
        int handled,
        List<String> dead,
        List<String> pending,
        List<String> undelivered,
        List<String> lost,
        List<String> destroyed,
        List<String> duplicates,
        List<String> effectsTwice) {
    private static final int MOST_NAMED = 100;

    public LossReport {
        dead = List.copyOf(dead);
        pending = List.copyOf(pending);
        undelivered = List.copyOf(undelivered);
        lost = List.copyOf(lost);
        destroyed = List.copyOf(destroyed);
        duplicates = List.copyOf(duplicates);
        effectsTwice = List.copyOf(effectsTwice);
        int places = handled + dead.size() + pending.size() + undelivered.size() + lost.size() + destroyed.size();
        if (confirmed != places) {
            throw new IllegalArgumentException(confirmed + " are confirmed, but " + places + " are in some place");
        }
    }

    /** Whether every confirmed message has come to its end: none waits any more. */
    public boolean isSettled() {
        return pending.isEmpty() && undelivered.isEmpty();
    }

    /**
     * Fails if a message is lost. Messages that wait are not lost: a test that ends after everything should be done looks at
     * {@link #isSettled()}, too.
     *
     * @throws AssertionError with the table and the identities, the first 100 of them
     */
    public void assertNothingLost() {
        if (!lost.isEmpty()) {
            throw new AssertionError(lost.size() + " messages are lost: " + named(lost) + "\n" + table());
        }
    }

    /** The figures, one on each line. */
    public String table() {
        return String.join(
                "\n",
                row("confirmed", confirmed),
                row("handled", handled),
                row("dead", dead.size()),
                row("pending", pending.size()),
                row("undelivered", undelivered.size()),
                row("lost", lost.size()),
                row("destroyed", destroyed.size()),
                row("duplicates", duplicates.size()),
                row("effects twice", effectsTwice.size()));
    }

    /** The figures as a sum, on one line. */
    @Override
    public String toString() {
        return "%d confirmed = %d handled + %d dead + %d pending + %d undelivered + %d lost + %d destroyed; %d duplicates, %d effects twice"
                .formatted(
                        confirmed,
                        handled,
                        dead.size(),
                        pending.size(),
                        undelivered.size(),
                        lost.size(),
                        destroyed.size(),
                        duplicates.size(),
                        effectsTwice.size());
    }

    private static String row(String name, int count) {
        return "%-13s %9d".formatted(name, count);
    }

    private static String named(List<String> identities) {
        String first = identities.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = identities.size() - MOST_NAMED;
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
