package io.headrace.engine;

import io.headrace.broker.BrokerException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again after a call failed: from 50 ms, doubling to 2 s or what else is the longest, each wait random between
 * half and all of it.
 */
final class Pace {
    private static final long FIRST_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();

    private final RandomGenerator random;
    private final long longestNanos;
    private int failures;
    private long failedFirstNanos;
    private long retryAtNanos = Long.MIN_VALUE;
    private volatile @Nullable Trouble trouble;

    /** What keeps failing, and since when; anyone may read it. */
    record Trouble(BrokerException cause, long sinceNanos) {}

    Pace(RandomGenerator random) {
        this(random, LONGEST_NANOS);
    }

    /** Never waits for longer than this. */
    Pace(RandomGenerator random, long longestNanos) {
        this.random = random;
        this.longestNanos = Math.min(LONGEST_NANOS, longestNanos);
    }

    void failed(long nowNanos, BrokerException cause) {
        failedFirstNanos = failures == 0 ? nowNanos : failedFirstNanos;
        trouble = new Trouble(cause, failedFirstNanos);
        long wait = Math.min(longestNanos, FIRST_NANOS << Math.min(10, failures++));
        retryAtNanos = nowNanos + wait / 2 + (long) (random.nextDouble() * (wait / 2.0));
    }

    void succeeded() {
        failures = 0;
        retryAtNanos = Long.MIN_VALUE;
        if (trouble != null) {
            trouble = null;
        }
    }

    /** What has failed ever since the last success, or {@code null}. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }

    boolean allows(long nowNanos) {
        return retryAtNanos == Long.MIN_VALUE || nowNanos - retryAtNanos >= 0;
    }

    boolean isPausing() {
        return retryAtNanos != Long.MIN_VALUE;
    }

    /** When it allows the next try, or {@link Long#MAX_VALUE} if it does now anyway. */
    long deadlineNanos() {
        return retryAtNanos == Long.MIN_VALUE ? Long.MAX_VALUE : retryAtNanos;
    }
}
