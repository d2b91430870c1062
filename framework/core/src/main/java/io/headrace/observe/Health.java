package io.headrace.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether work is done, and if not, why. A snapshot.
 *
 * @param status  the worst of what was found
 * @param reasons one line for each finding, with what is wrong and for how long; none if the status is {@code UP}
 */
public record Health(Status status, List<String> reasons) {
    /** All is well. */
    public static final Health UP = new Health(Status.UP, List.of());

    public Health {
        reasons = List.copyOf(reasons);
    }

    /** From well to not at all. */
    public enum Status {
        /** Messages are read and handled. */
        UP,
        /** Something is held up, or not as it should be; work goes on or will go on by itself. */
        DEGRADED,
        /** No message is handled. */
        DOWN
    }

    /** Something that is not well. */
    public static Health of(Status status, String reason) {
        return new Health(status, List.of(reason));
    }

    /** Both at once: the worse status and all reasons. */
    public Health and(Health other) {
        List<String> all = new ArrayList<>(reasons);
        all.addAll(other.reasons);
        return new Health(status.compareTo(other.status) >= 0 ? status : other.status, all);
    }
}
