package io.headrace.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
    private final Queue<Delivery[]> slices = new ConcurrentLinkedQueue<>();
    private int active;

    Runners(
            Executor executor,
            int concurrency,
            Consumer<Delivery> invocation,
            Inbox inbox,
            Consumer<Delivery> finished) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.invocation = invocation;
        this.inbox = inbox;
        this.finished = finished;
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

    /** Takes back what no runner has begun, in order. */
    List<Delivery> takeBack() {
        List<Delivery> unstarted = new ArrayList<>();
        for (Delivery[] slice = slices.poll(); slice != null; slice = slices.poll()) {
            unstarted.addAll(List.of(slice));
        }
        unstarted.addAll(waiting);
        waiting.clear();
        return unstarted;
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
            for (Delivery delivery : current) {
                invocation.accept(delivery);
            }
            inbox.execute(() -> handBack(current));
        }
        inbox.execute(() -> active--);
    }

    private void handBack(Delivery[] slice) {
        for (Delivery delivery : slice) {
            finished.accept(delivery);
        }
    }
}
