package io.headrace.broker;

/**
 * What is remembered of a message that failed. Kept on the server from the first failure until the message is done or
 * dead.
 *
 * @param failures            failed attempts
 * @param firstFailedAtMillis when the first of them failed, by the server's clock
 * @param dueAtMillis         when the next attempt is due, by the server's clock
 * @param lastError           the last failure in one line, at most 1 KiB
 */
public record Attempts(int failures, long firstFailedAtMillis, long dueAtMillis, String lastError) {
    /** Nothing failed so far. */
    public static final Attempts NONE = new Attempts(0, 0, 0, "");

    /** Longest error text kept, in characters. */
    public static final int MAX_ERROR_LENGTH = 1024;
}
