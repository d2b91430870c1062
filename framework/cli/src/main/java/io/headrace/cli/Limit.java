package io.headrace.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** How much is shown at most, so that no reply is without bounds. */
final class Limit {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int count = 100;

    int count() {
        return checked(count);
    }

    /** To ask for one more tells whether there are more. */
    int oneMore() {
        return count() == Integer.MAX_VALUE ? count : count + 1;
    }

    /** The first of these. */
    <T> List<T> of(List<T> all) {
        return all.subList(0, Math.min(count(), all.size()));
    }

    /** Says so if there are more of these than are shown. */
    void tellRest(Screen screen, List<?> all) {
        if (all.size() > count()) {
            screen.say("There are more: --limit " + 10L * count + " shows more of them.");
        }
    }

    static int checked(int count) {
        if (count < 1) {
            throw new UsageException("--limit is " + count + ", but must be at least 1.");
        }
        return count;
    }
}
