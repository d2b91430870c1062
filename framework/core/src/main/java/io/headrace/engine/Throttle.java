package io.headrace.engine;

import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Lets the first of a kind through, then one a minute with the number of those since. */
final class Throttle {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private boolean used;
    private long lastNanos;
    private int since;

    Throttle(Ticker ticker) {
        this.ticker = ticker;
    }

    void run(IntConsumer action) {
        long now = ticker.nanos();
        since++;
        if (!used || now - lastNanos >= PERIOD_NANOS) {
            used = true;
            lastNanos = now;
            action.accept(since);
            since = 0;
        }
    }
}
