package io.headrace.broker;

import java.time.Duration;

/**
 * A failure to record of a message that stays with its holder.
 *
 * @param hold    the entry and the hold
 * @param attempt which attempt failed, from 1: a failure that is recorded already is not recorded twice
 * @param delay   until the next attempt
 * @param error   what went wrong, in one line
 */
public record Fail(Hold hold, int attempt, Duration delay, String error) {
    /** The delay in whole milliseconds, rounded up: a retry is never early. */
    public long delayMillis() {
        return Park.wholeMillis(delay);
    }
}
