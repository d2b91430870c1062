package io.headrace.testkit.simulation;

import io.headrace.memory.InMemoryBroker;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What all parts of one run share: time, chance, the server and the trace. Everything happens on one thread. */
final class World {
    private static final long ORIGIN_MILLIS = 1_700_000_000_000L;

    final ManualTime time = new ManualTime(ORIGIN_MILLIS);
    final SplittableRandom random;
    final InMemoryBroker server;
    private final boolean tracing;
    private final List<String> trace = new ArrayList<>();
    private int faultsLeft;

    World(long seed, boolean tracing) {
        this.random = new SplittableRandom(seed);
        this.server = new InMemoryBroker(time, time);
        this.tracing = tracing;
        this.faultsLeft = 3 + random.nextInt(12);
    }

    /** Runs the task after a random delay below this many milliseconds, in an order that the seed decides. */
    void later(int maxMillis, Runnable task) {
        time.after(Duration.ofNanos(random.nextLong(1 + maxMillis * 1_000_000L)), task);
    }

    /** Whether something shall go wrong here; each run has a budget, so that it ends in peace. */
    boolean strikes(double probability) {
        if (faultsLeft == 0 || random.nextDouble() >= probability) {
            return false;
        }
        faultsLeft--;
        return true;
    }

    boolean isPeaceful() {
        return faultsLeft == 0;
    }

    /** No further faults. */
    void makePeace() {
        faultsLeft = 0;
    }

    void note(String event) {
        if (tracing) {
            trace.add("%10.3f ms  %s".formatted(time.nanos() / 1e6, event));
        }
    }

    List<String> trace() {
        return trace;
    }
}
