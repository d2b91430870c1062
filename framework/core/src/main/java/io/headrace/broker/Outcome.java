package io.headrace.broker;

import org.jspecify.annotations.Nullable;

/**
 * What one message of a batch came to.
 *
 * @param kind    the result
 * @param refusal why, if the kind is {@link Kind#REFUSED}
 */
public record Outcome(Kind kind, @Nullable BrokerException refusal) {
    /** Took place. */
    public static final Outcome DONE = new Outcome(Kind.DONE, null);

    /** Had no effect: the entry is no longer pending, or no longer in this hold. */
    public static final Outcome SUPERSEDED = new Outcome(Kind.SUPERSEDED, null);

    /** The entry was pending but its body is gone; it was acked and counted as lost. */
    public static final Outcome LOST = new Outcome(Kind.LOST, null);

    /** Nothing was done for this message, it is still pending. */
    public static Outcome refused(BrokerException refusal) {
        return new Outcome(Kind.REFUSED, refusal);
    }

    /** The results that a message can have. */
    public enum Kind {
        DONE,
        SUPERSEDED,
        LOST,
        REFUSED
    }
}
