package io.headrace.testkit.simulation;

import io.headrace.time.Ticker;
import java.time.Duration;

/** The server's clock: it runs with the world's time, but its time of day can be set. */
final class ServerClock implements Ticker {
    private final Ticker time;
    private long aheadMillis;

    ServerClock(Ticker time) {
        this.time = time;
    }

    /** Sets it forward, or back by a negative duration. */
    void move(Duration by) {
        aheadMillis += by.toMillis();
    }

    /** How much it is ahead of where it began. */
    Duration ahead() {
        return Duration.ofMillis(aheadMillis);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public long millis() {
        return time.millis() + aheadMillis;
    }
}
