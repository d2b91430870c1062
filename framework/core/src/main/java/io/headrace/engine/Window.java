package io.headrace.engine;

import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import java.time.Duration;

/**
 * How many messages to hold at a time: what the handlers finish in 50 ms, at least one for each of them. Fast handlers get
 * batches that keep them busy, slow ones do not hoard what other workers could do.
 */
final class Window {
    private static final double SECONDS_AHEAD = 0.05;
    private static final long SAMPLE_NANOS = Duration.ofMillis(5).toNanos();
    private static final int SMALLEST = 4; // room for a waiting read of stream and lane, and as much for claims
    private static final double WEIGHT_OF_A_SLOWER_SAMPLE = 0.1;

    private static final int SMALLEST_IN_ORDER = 64; // of which a key has its share

    private final int smallest;
    private long sampleStart;
    private long finished;
    private double ratePerSecond;

    /** A window that is never smaller than this. */
    Window(int smallest, long nowNanos) {
        this.smallest = Math.min(HandlerOptions.MAX_IN_FLIGHT, smallest);
        this.sampleStart = nowNanos;
    }

    /** The window for these options: at least a message, or a batch, for each invocation. */
    static Window of(HandlerOptions options, boolean batches, long nowNanos) {
        int each = batches ? options.batch().size() : 1;
        int room = options.order() == Order.KEY ? SMALLEST_IN_ORDER : SMALLEST;
        return new Window(Math.max(room, options.concurrency() * each), nowNanos);
    }

    void finished(int count) {
        finished += count;
    }

    int size(long nowNanos) {
        long elapsed = nowNanos - sampleStart;
        if (elapsed >= SAMPLE_NANOS) {
            double sample = finished * 1e9 / elapsed;
            double weight = sample > ratePerSecond ? 1 : WEIGHT_OF_A_SLOWER_SAMPLE;
            ratePerSecond += weight * (sample - ratePerSecond);
            finished = 0;
            sampleStart = nowNanos;
        }
        int ahead = (int) Math.min(HandlerOptions.MAX_IN_FLIGHT, ratePerSecond * SECONDS_AHEAD);
        return Math.max(smallest, ahead);
    }
}
