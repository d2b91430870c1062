package io.headrace.broker;

import java.time.Duration;

/** A failed message to hold back until its next attempt is due. */
public record Park(Hold hold, Duration delay, String error) {
    /** The delay in whole milliseconds, rounded up: a retry is never early. */
    public long delayMillis() {
        return wholeMillis(delay);
    }

    static long wholeMillis(Duration delay) {
        return delay.plusNanos(999_999).toMillis();
    }
}
