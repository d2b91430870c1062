package io.headrace.retry;

import java.time.Duration;

/** What becomes of a message whose attempt failed. */
public sealed interface Verdict {
    /** Another attempt, not before {@code delay} has passed. */
    record TryAgain(Duration delay) implements Verdict {}

    /** No further attempt: the message becomes a dead letter. */
    record GiveUp(Reason reason) implements Verdict {}

    /** The attempt does not count; nothing is handled until a probe, after waits as these, has come through. */
    record Pause(Backoff probes) implements Verdict {}

    /** Why a message became a dead letter. */
    enum Reason {
        /** The handler threw {@link Reject}, or an exception that the policy rejects. */
        REJECTED,
        /** The codec could not decode the data. */
        UNDECODABLE,
        /** The last allowed attempt failed. */
        EXHAUSTED,
        /** An attempt failed after the time for which failures are tried again. */
        EXPIRED,
        /** Two workers died while they handled this message and nothing else of its kind. */
        CRASH
    }
}
