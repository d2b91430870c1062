package io.headrace.engine;

import io.headrace.retry.Backoff;
import java.time.Duration;

/** Durations that users give, as they fit the clocks. */
final class Clamp {
    private Clamp() {}

    /** Whether it is longer than anything that is counted. */
    static boolean isEndless(Duration duration) {
        return duration.compareTo(Backoff.LONGEST) > 0;
    }

    static long nanos(Duration duration) {
        return (isEndless(duration) ? Backoff.LONGEST : duration).toNanos();
    }
}
