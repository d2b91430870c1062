package io.headrace.testkit.simulation;

import io.headrace.time.Ticker;

/** A worker's clock. It has no time of day: whatever a worker decides by that is wrong on the next machine. */
final class WorkerClock implements Ticker {
    private final Ticker time;

    WorkerClock(Ticker time) {
        this.time = time;
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public long millis() {
        throw new AssertionError("a worker asked for the time of day");
    }
}
