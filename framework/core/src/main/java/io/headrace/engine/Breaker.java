package io.headrace.engine;

import io.headrace.retry.Backoff;
import io.headrace.retry.Verdict;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stops handling while something that every message needs is down, and finds out when it is back.
 *
 * <pre>
 *   CLOSED --pause--> OPEN --wait is over--> PROBING --probe fails so again--> OPEN, for longer
 *      ^                                        |
 *      +------------- anything else ------------+
 * </pre>
 */
final class Breaker {
    private final RandomGenerator random;
    private State state = State.CLOSED;
    private int failures;
    private long reopensAtNanos;
    private @Nullable Delivery probe;

    private enum State {
        CLOSED,
        OPEN,
        PROBING
    }

    Breaker(RandomGenerator random) {
        this.random = random;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether it is time for a probe. */
    boolean wantsProbe(long nowNanos) {
        return state == State.OPEN && nowNanos >= reopensAtNanos;
    }

    /** This message is the probe. */
    void probing(Delivery delivery) {
        state = State.PROBING;
        probe = delivery;
    }

    /** An attempt met the fault; returns the wait that begins with it, or {@code null} if one is on already. */
    @SuppressWarnings("ReferenceEquality") // this very delivery
    @Nullable
    Duration trip(Delivery delivery, Verdict.Pause verdict, long nowNanos) {
        if (state == State.OPEN || (state == State.PROBING && probe != delivery)) {
            return null;
        }
        Backoff probes = verdict.probes();
        Duration wait = probes.delay(++failures, random.nextDouble());
        state = State.OPEN;
        probe = null;
        reopensAtNanos = nowNanos + wait.toNanos();
        return wait;
    }

    /** An attempt ended in another way; tells whether that ends the pause. */
    @SuppressWarnings("ReferenceEquality") // this very delivery
    boolean passed(Delivery delivery) {
        return state == State.PROBING && probe == delivery && close();
    }

    /** The probe was taken away before it ran: there will be another one. */
    void probeGone() {
        if (state == State.PROBING) {
            state = State.OPEN;
            probe = null;
        }
    }

    /** Ends the pause. */
    boolean close() {
        state = State.CLOSED;
        probe = null;
        failures = 0;
        return true;
    }

    long deadlineNanos() {
        return state == State.OPEN ? reopensAtNanos : Long.MAX_VALUE;
    }
}
