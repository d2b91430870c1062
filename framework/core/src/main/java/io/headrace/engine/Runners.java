package io.headrace.engine;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Spreads waiting deliveries over at most {@code concurrency} runners. A runner takes slices until none is left, so that
 * neither a thread nor a hand-over is spent on a single message when there are many; slices shrink to one message when
 * there are few.
 */
final class Runners {
    private static final int LARGEST_SLICE = 64;
    private static final int SLICES_PER_RUNNER = 2;

    private final Executor executor;
    private final int concurrency;
    private final Consumer<Delivery> invocation;
    private final Inbox inbox;
    private final Consumer<Delivery> finished;
    private final Consumer<Delivery> unstarted;
    private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
    private final Queue<Delivery[]> slices = new ConcurrentLinkedQueue<>();
    private int active;
    private volatile boolean stopped;

    Runners(
            Executor executor,
            int concurrency,
            Consumer<Delivery> invocation,
            Inbox inbox,
            Consumer<Delivery> finished,
            Consumer<Delivery> unstarted) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.invocation = invocation;
        this.inbox = inbox;
        this.finished = finished;
        this.unstarted = unstarted;
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    int step() {
        int work = waiting.size();
        int size = Math.max(1, Math.min(LARGEST_SLICE, work / (concurrency * SLICES_PER_RUNNER)));
        while (!waiting.isEmpty()) {
            slices.add(slice(Math.min(size, waiting.size())));
        }
        for (int missing = missingRunners(); missing > 0; missing--) {
            active++;
            executor.execute(this::run);
        }
        return work;
    }

    /** Hands back what no runner has begun, in order, and from now on whatever would begin. */
    void stop() {
        stopped = true;
        for (Delivery[] slice = slices.poll(); slice != null; slice = slices.poll()) {
            List.of(slice).forEach(unstarted);
        }
        waiting.forEach(unstarted);
        waiting.clear();
    }

    private int missingRunners() {
        return active == concurrency || slices.isEmpty() ? 0 : Math.min(concurrency - active, slices.size());
    }

    private Delivery[] slice(int size) {
        Delivery[] slice = new Delivery[size];
        for (int i = 0; i < size; i++) {
            slice[i] = waiting.remove();
        }
        return slice;
    }

    private void run() {
        for (Delivery[] slice = slices.poll(); slice != null; slice = slices.poll()) {
            Delivery[] current = slice;
            int begun = 0;
            while (begun < current.length && !stopped) {
                invocation.accept(current[begun++]);
            }
            int finishedHere = begun;
            inbox.execute(() -> handBack(current, finishedHere));
        }
        inbox.execute(() -> active--);
    }

    private void handBack(Delivery[] slice, int begun) {
        for (int i = 0; i < slice.length; i++) {
            (i < begun ? finished : unstarted).accept(slice[i]);
        }
    }
}
