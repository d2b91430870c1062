package io.headrace.retry;

import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.retry.Verdict.GiveUp;
import io.headrace.retry.Verdict.Reason;
import io.headrace.retry.Verdict.TryAgain;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides what a failed attempt leads to. An immutable value.
 *
 * @param backoff     wait between attempts
 * @param maxAttempts how many attempts a message gets before it becomes a dead letter, at least 1
 * @param rejected    exceptions that are never retried, subclasses included
 */
public record ErrorPolicy(Backoff backoff, int maxAttempts, List<Class<? extends Throwable>> rejected) {
    public ErrorPolicy {
        if (maxAttempts < 1) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "maxAttempts is " + maxAttempts + ", but must be at least 1.");
        }
        rejected = List.copyOf(rejected);
    }

    /** Ten attempts, waiting 200 ms and doubling up to 5 min with a jitter of 0.2; undecodable data is rejected. */
    public static ErrorPolicy standard() {
        return new ErrorPolicy(
                Backoff.exponential(Duration.ofMillis(200), Duration.ofMinutes(5)), 10, List.of(DecodeException.class));
    }

    /** The same policy with this backoff. */
    public ErrorPolicy backoff(Backoff backoff) {
        return new ErrorPolicy(backoff, maxAttempts, rejected);
    }

    /** The same policy with this many attempts. */
    public ErrorPolicy maxAttempts(int maxAttempts) {
        return new ErrorPolicy(backoff, maxAttempts, rejected);
    }

    /** The same policy, which also gives up at once on this exception and its subclasses. */
    public ErrorPolicy rejectOn(Class<? extends Throwable> type) {
        return new ErrorPolicy(
                backoff,
                maxAttempts,
                Stream.concat(rejected.stream(), Stream.of(type)).toList());
    }

    /**
     * The verdict on an attempt that ended with {@code failure}.
     *
     * @param attempt which attempt failed, from 1
     * @param random  uniform in [0, 1), for the jitter
     */
    public Verdict decide(Throwable failure, int attempt, double random) {
        if (failure instanceof DecodeException) {
            return new GiveUp(Reason.UNDECODABLE);
        }
        if (failure instanceof Reject || rejected.stream().anyMatch(type -> type.isInstance(failure))) {
            return new GiveUp(Reason.REJECTED);
        }
        if (attempt >= maxAttempts) {
            return new GiveUp(Reason.EXHAUSTED);
        }
        return new TryAgain(failure instanceof Retry retry ? retry.delay() : backoff.delay(attempt, random));
    }
}
