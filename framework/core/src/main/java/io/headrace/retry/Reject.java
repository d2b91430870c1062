package io.headrace.retry;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler that will never succeed with this message: it becomes a dead letter without a further attempt. */
public final class Reject extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Reject(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /** Rejects the message; the reason is stored in the dead letter for the person who will read it. */
    public static Reject because(String reason) {
        return new Reject(reason, null);
    }

    /** The same, with the exception behind it. */
    public static Reject because(String reason, Throwable cause) {
        return new Reject(reason, cause);
    }
}
