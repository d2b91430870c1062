package io.headrace.retry;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler to be called again after a delay of its own choice. It counts as a failed attempt. */
public final class Retry extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration delay;

    private Retry(Duration delay, @Nullable Throwable cause) {
        super("retry after " + delay + (cause == null ? "" : ": " + cause), cause);
        Duration positive = Objects.requireNonNull(delay, "delay").isNegative() ? Duration.ZERO : delay;
        this.delay = positive.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : positive;
    }

    /**
     * Asks for the next attempt after this delay, by the server's clock; a negative delay counts as none, one above 100
     * years as 100 years. After the last attempt that the policy allows, the message becomes a dead letter all the same.
     */
    public static Retry after(Duration delay) {
        return new Retry(delay, null);
    }

    /** The same, with the exception that made the attempt fail. */
    public static Retry after(Duration delay, Throwable cause) {
        return new Retry(delay, cause);
    }

    /** How long to wait. */
    public Duration delay() {
        return delay;
    }
}
