package io.headrace.retry;

import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.retry.Rule.GiveUpAtOnce;
import io.headrace.retry.Rule.PauseAs;
import io.headrace.retry.Rule.TryAgainAs;
import io.headrace.retry.Verdict.GiveUp;
import io.headrace.retry.Verdict.Pause;
import io.headrace.retry.Verdict.Reason;
import io.headrace.retry.Verdict.TryAgain;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a failed attempt leads to. An immutable value; every method returns a changed copy.
 *
 * <p>A rule holds for an exception and its subclasses; if several apply, the one for the nearest class does. What a future
 * or a reflective call wraps around an exception does not count.
 */
public final class ErrorPolicy {
    private static final ErrorPolicy STANDARD = new ErrorPolicy(
            Backoff.exponential(Duration.ofMillis(200), Duration.ofMinutes(5)), 10, Backoff.LONGEST, List.of());
    private static final int MOST_WRAPPERS = 100; // one may be its own cause
    private static final Backoff PROBES = Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Backoff backoff;
    private final int maxAttempts;
    private final Duration maxAge;
    private final List<Rule> rules;

    private ErrorPolicy(Backoff backoff, int maxAttempts, Duration maxAge, List<Rule> rules) {
        this.backoff = backoff;
        this.maxAttempts = atLeastOne(maxAttempts);
        this.maxAge = maxAge;
        this.rules = rules;
    }

    /** Ten attempts, waiting 200 ms and doubling up to 5 min with a jitter of 0.2; no limit of age, no rules. */
    public static ErrorPolicy standard() {
        return STANDARD;
    }

    /** The wait between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    /** How many attempts a message gets. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** How long a message is tried again; 100 years, which stands for no limit, unless set. */
    public Duration maxAge() {
        return maxAge;
    }

    /** The wait between attempts. */
    public ErrorPolicy backoff(Backoff backoff) {
        return new ErrorPolicy(backoff, maxAttempts, maxAge, rules);
    }

    /** How many attempts a message gets before it becomes a dead letter, at least 1. */
    public ErrorPolicy maxAttempts(int maxAttempts) {
        return new ErrorPolicy(backoff, maxAttempts, maxAge, rules);
    }

    /**
     * How long a message is tried again, above zero: an attempt that fails this long after the first failure was recorded
     * is the last. Counted by the server's clock from the first failure to the time that this attempt was due.
     */
    public ErrorPolicy maxAge(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw bad("maxAge is " + maxAge + ", but must be above zero");
        }
        return new ErrorPolicy(backoff, maxAttempts, maxAge, rules);
    }

    /** Gives up on this exception at once. */
    public ErrorPolicy rejectOn(Class<? extends Throwable> type) {
        return with(new Rule(type, new GiveUpAtOnce()));
    }

    /**
     * Tries again after this exception, with a backoff of its own, unless it is attempt {@code maxAttempts} or a later one; all
     * attempts of the message count, whatever they failed with. At least 1.
     */
    public ErrorPolicy retryOn(Class<? extends Throwable> type, Backoff backoff, int maxAttempts) {
        return with(new Rule(type, new TryAgainAs(backoff, atLeastOne(maxAttempts))));
    }

    /** Pauses on this exception, with probes after 1 s, then doubling up to 1 min; see {@link #pauseOn(Class, Backoff)}. */
    public ErrorPolicy pauseOn(Class<? extends Throwable> type) {
        return pauseOn(type, PROBES);
    }

    /**
     * Takes this exception for a fault of something that every message needs, a database that is down for example: no
     * attempt is charged, the message stays with the worker, and the worker hands nothing to the handler until the wait is
     * over. Then a single message is tried. If it fails in the same way, the next and longer wait begins; whatever else
     * comes of it ends the pause.
     */
    public ErrorPolicy pauseOn(Class<? extends Throwable> type, Backoff probes) {
        return with(new Rule(type, new PauseAs(probes)));
    }

    /**
     * The verdict on an attempt that ended with {@code failure}.
     *
     * @param attempt which attempt failed, from 1
     * @param age     how long after the first failure this attempt was due; zero for the first attempt
     * @param random  uniform in [0, 1), for the jitter
     */
    public Verdict decide(Throwable failure, int attempt, Duration age, double random) {
        Throwable cause = unwrap(failure);
        if (cause instanceof DecodeException) {
            return new GiveUp(Reason.UNDECODABLE);
        }
        if (cause instanceof Reject) {
            return new GiveUp(Reason.REJECTED);
        }
        Rule.Action action = Rule.nearest(rules, cause);
        if (action instanceof GiveUpAtOnce) {
            return new GiveUp(Reason.REJECTED);
        }
        if (action instanceof PauseAs pause) {
            return new Pause(pause.probes());
        }
        TryAgainAs again = action instanceof TryAgainAs own ? own : new TryAgainAs(backoff, maxAttempts);
        if (attempt >= again.maxAttempts()) {
            return new GiveUp(Reason.EXHAUSTED);
        }
        if (age.compareTo(maxAge) >= 0) {
            return new GiveUp(Reason.EXPIRED);
        }
        return new TryAgain(
                cause instanceof Retry retry ? retry.delay() : again.backoff().delay(attempt, random));
    }

    @Override
    public String toString() {
        return "ErrorPolicy[" + backoff + ", maxAttempts=" + maxAttempts + ", maxAge=" + maxAge + ", " + rules + ']';
    }

    private ErrorPolicy with(Rule rule) {
        return new ErrorPolicy(
                backoff,
                maxAttempts,
                maxAge,
                Stream.concat(rules.stream(), Stream.of(rule)).toList());
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        for (int i = 0; i < MOST_WRAPPERS && isWrapper(inner); i++) {
            Throwable cause = causeOf(inner);
            if (cause == null) {
                return inner;
            }
            inner = cause;
        }
        return inner;
    }

    /** An exception of the user's may throw even when it is asked for its cause. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable mute) {
            return null;
        }
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof InvocationTargetException
                || failure instanceof UndeclaredThrowableException;
    }

    private static int atLeastOne(int maxAttempts) {
        if (maxAttempts < 1) {
            throw bad("maxAttempts is " + maxAttempts + ", but must be at least 1");
        }
        return maxAttempts;
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_OPTION, problem + ".");
    }
}
