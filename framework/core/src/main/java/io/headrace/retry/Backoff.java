package io.headrace.retry;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;

/**
 * How long to wait before the next attempt: {@code initial * factor^(failures - 1)}, at most {@code max}, spread by
 * {@code jitter}.
 *
 * @param initial wait after the first failure, above zero
 * @param factor  growth from one failure to the next, at least 1
 * @param max     longest wait before jitter, at most {@link #LONGEST}
 * @param jitter  share of the wait that is random, from 0 to 1: the wait is multiplied by a number between
 *                {@code 1 - jitter} and {@code 1 + jitter}
 */
public record Backoff(Duration initial, double factor, Duration max, double jitter) {
    /** Longest wait: a hundred years, which the nanoseconds of all clocks have room for. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    public Backoff {
        if (max.compareTo(LONGEST) > 0) {
            throw bad("max " + max + " must not be above 100 years");
        }
        if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
            throw bad("initial " + initial + " must be above zero and not above max " + max);
        }
        if (!(factor >= 1) || !(jitter >= 0 && jitter <= 1)) {
            throw bad("factor " + factor + " must be at least 1 and jitter " + jitter + " from 0 to 1");
        }
    }

    /** Doubles from {@code initial} to {@code max}, with a jitter of 0.2. */
    public static Backoff exponential(Duration initial, Duration max) {
        return new Backoff(initial, 2, max, 0.2);
    }

    /** Always this long, without jitter. */
    public static Backoff fixed(Duration delay) {
        return new Backoff(delay, 1, delay, 0);
    }

    /**
     * The wait after this many failures.
     *
     * @param failures failed attempts so far, from 1
     * @param random   uniform in [0, 1)
     */
    public Duration delay(int failures, double random) {
        double nanos =
                Math.min(initial.toNanos() * Math.pow(factor, Math.max(0, failures - 1)), (double) max.toNanos());
        return Duration.ofNanos((long) (nanos * (1 + jitter * (2 * random - 1))));
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_OPTION, "Bad backoff: " + problem + ".");
    }
}
