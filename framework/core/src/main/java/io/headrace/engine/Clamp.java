package io.headrace.engine;

import java.time.Duration;

/** Durations that users give, as they fit the clocks. */
final class Clamp {
    /** Longest duration that is counted: a hundred years. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private Clamp() {}

    static long nanos(Duration duration) {
        return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
    }
}
