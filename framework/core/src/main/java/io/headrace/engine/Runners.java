package io.headrace.engine;

import io.headrace.engine.Runner.Interrupt;
import io.headrace.error.DecodeException;
import io.headrace.handler.HandlerOptions;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Spreads waiting deliveries over at most {@code concurrency} runners. A runner takes slices until none is left, so that
 * neither a thread nor a hand-over is spent on a single message when there are many; slices shrink to one message when
 * there are few, and grow with handlers that are so fast that a hand-over would cost more. If a handler takes long all the
 * same, what is behind it in its slice goes to others. For a batch handler a slice is a batch.
 */
final class Runners {
    private static final int LARGEST_SLICE = 64;
    private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int SLICES_PER_RUNNER = 2;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10); // with a slice that stands still

    private final Executor executor;
    private final Invocation invocation;
    private final Inbox inbox;
    private final Ticker ticker;
    private final Consumer<Delivery> finished;
    private final Consumer<Delivery> unstarted;
    private final int concurrency;
    private final Duration timeout;
    private final Batches batches;
    private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
    private final Queue<Slice> slices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger(); // slices
    private final AtomicInteger starting = new AtomicInteger(); // runners that have not looked for a slice yet
    private final AtomicInteger taking =
            new AtomicInteger(); // runners between the queue and the slice they take from it
    private final List<Runner> active = new ArrayList<>();
    private final Pulse pulse = new Pulse();
    private boolean probing;
    private boolean mayStandStill; // a slice of several
    private long lookAtNanos;
    private volatile boolean halted;
    private final AtomicInteger halts = new AtomicInteger(); // a slice that met one is not gone on with

    Runners(
            Executor executor,
            HandlerOptions options,
            Invocation invocation,
            Inbox inbox,
            Ticker ticker,
            Consumer<Delivery> finished,
            Consumer<Delivery> unstarted) {
        this.executor = executor;
        this.invocation = invocation;
        this.inbox = inbox;
        this.ticker = ticker;
        this.finished = finished;
        this.unstarted = unstarted;
        this.concurrency = options.concurrency();
        this.timeout = options.timeout();
        this.batches = new Batches(options.batch());
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    /** Hands out this message by itself. */
    void addAlone(Delivery delivery) {
        offer(new Slice(new Delivery[] {delivery}, invocation.takesBatches()));
    }

    int step(long nowNanos) {
        int work = relieve(nowNanos);
        if (!halted && !probing && !waiting.isEmpty()) {
            work += invocation.takesBatches() ? cutBatches(nowNanos) : cutSlices(nowNanos);
        }
        startMissing();
        return work;
    }

    /** Hands out a single message, and nothing more until {@link #resume}; returns it, or {@code null} if none waits. */
    @Nullable
    Delivery probe() {
        if (waiting.isEmpty()) {
            return null;
        }
        halted = false;
        probing = true;
        Slice probe = slice(1);
        offer(probe);
        return probe.deliveries()[0];
    }

    /** When a batch that is not full is handed out all the same, or a slice is looked at that may stand still. */
    long deadlineNanos() {
        if (!invocation.takesBatches()) {
            return mayStandStill ? lookAtNanos : Long.MAX_VALUE;
        }
        return halted || probing || waiting.isEmpty() ? Long.MAX_VALUE : batches.deadlineNanos();
    }

    /** Those that run, and the ones that will find nothing more to run. */
    List<Runner> active() {
        return active;
    }

    /** Takes back what no runner has begun, in order, and from now on whatever would begin. */
    void halt() {
        halted = true;
        halts.incrementAndGet();
        probing = false;
        for (Slice slice = next(); slice != null; slice = next()) {
            slice.cut().forEach(unstarted);
        }
        for (Runner runner : active) {
            Slice slice = runner.slice;
            if (slice != null) {
                cut(slice).forEach(unstarted);
            }
        }
    }

    /** Goes on after a halt or a probe. */
    void resume() {
        halted = false;
        probing = false;
    }

    /** What waits for a runner, in order; then nothing does. */
    List<Delivery> takeWaiting() {
        List<Delivery> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** Has others handle what waits behind a handler that takes long, and goes on with what that one's runner has done. */
    private int relieve(long nowNanos) {
        if (!mayStandStill || nowNanos < lookAtNanos) {
            return 0;
        }
        lookAtNanos = nowNanos + PATIENCE_NANOS;
        mayStandStill = !slices.isEmpty() || taking.get() > 0; // in this order: see takeNext
        int work = 0;
        for (Runner runner : active) {
            Slice slice = runner.slice;
            if (slice != null && slice.standsStill()) {
                List<Delivery> rest = cut(slice);
                for (int i = rest.size() - 1; i >= 0; i--) {
                    waiting.addFirst(rest.get(i));
                }
                work += rest.size();
            }
            mayStandStill |= slice != null && slice.hasMore();
        }
        return work;
    }

    /** What was handled before the message at hand goes on; what was not begun is returned. */
    private List<Delivery> cut(Slice slice) {
        List<Delivery> rest = slice.cut();
        slice.handledBeforeTheLast().forEach(this::handBack);
        return rest;
    }

    private int cutSlices(long nowNanos) {
        int work = waiting.size();
        int size = sizeOfSlices(work);
        while (!waiting.isEmpty()) {
            offer(slice(Math.min(size, waiting.size())));
        }
        if (size > 1 && !mayStandStill) {
            mayStandStill = true;
            lookAtNanos = nowNanos + PATIENCE_NANOS;
        }
        return work;
    }

    private int sizeOfSlices(int messages) {
        if (pulse.isSlowerThan(SLICE_NANOS)) {
            return 1; // a message behind another would wait longer than a hand-over takes
        }
        int share = Math.max(messages / (concurrency * SLICES_PER_RUNNER), pulse.messagesWithin(SLICE_NANOS));
        return Math.max(1, Math.min(LARGEST_SLICE, share));
    }

    private int cutBatches(long nowNanos) {
        int cut = 0;
        for (int size = batches.next(waiting.size(), nowNanos);
                size > 0;
                size = batches.next(waiting.size(), nowNanos)) {
            offer(slice(size));
            cut += size;
        }
        return cut;
    }

    private void startMissing() {
        int missing = Math.min(concurrency - active.size(), queued.get() - starting.get());
        for (int i = 0; i < missing; i++) {
            Runner runner = new Runner();
            active.add(runner);
            starting.incrementAndGet();
            executor.execute(() -> run(runner));
        }
    }

    private void offer(Slice slice) {
        queued.incrementAndGet();
        slices.add(slice);
    }

    private @Nullable Slice next() {
        Slice slice = slices.poll();
        if (slice != null) {
            queued.decrementAndGet();
        }
        return slice;
    }

    private Slice slice(int size) {
        Delivery[] deliveries = new Delivery[size];
        for (int i = 0; i < size; i++) {
            deliveries[i] = waiting.remove();
        }
        return new Slice(deliveries, invocation.takesBatches());
    }

    private void run(Runner runner) {
        starting.decrementAndGet();
        for (Slice slice = takeNext(runner); slice != null; slice = takeNext(runner)) {
            Slice current = slice;
            int seen = halts.get();
            long startNanos = ticker.nanos();
            int begun = 0;
            int place = nextOf(current, seen);
            while (place >= 0) {
                begun += invoke(runner, current.deliveries(), place);
                place = nextOf(current, seen);
            }
            int finishedHere = begun;
            long tookNanos = ticker.nanos() - startNanos;
            runner.slice = null;
            inbox.execute(() -> handBack(current, finishedHere, tookNanos));
        }
        inbox.execute(() -> active.remove(runner));
    }

    /** The slice is always in sight of {@link #relieve}: in the queue, being taken, or the runner's. */
    private @Nullable Slice takeNext(Runner runner) {
        taking.incrementAndGet();
        Slice slice = next();
        runner.slice = slice;
        taking.decrementAndGet();
        return slice;
    }

    /** The place of the message that is begun next, or -1 if none is, because of a halt since that number of them. */
    private int nextOf(Slice slice, int seen) {
        return halted || halts.get() != seen ? -1 : slice.take();
    }

    private int invoke(Runner runner, Delivery[] slice, int from) {
        runner.begin(slice[from]);
        int count = invocation.run(slice, from, runner.interruptible);
        Interrupt interrupt = runner.end();
        Thread.interrupted(); // what a handler left behind is not the next one's concern
        if (interrupt != Interrupt.NONE) {
            runner.interruptible.forEach(failed -> interrupted(failed, interrupt));
        }
        runner.interruptible.clear();
        return count;
    }

    /** Our interrupt is not the message's fault, its timeout is; what cannot be decoded never can be. */
    private void interrupted(Delivery delivery, Interrupt why) {
        Throwable failure = delivery.failure();
        if (failure == null || failure instanceof DecodeException) {
            return;
        }
        if (why == Interrupt.DRAIN) {
            delivery.abandon();
        } else {
            TimeoutException late = new TimeoutException("The handler was interrupted after its timeout of " + timeout);
            late.initCause(failure);
            delivery.failed(late);
        }
    }

    private void handBack(Slice slice, int begun, long tookNanos) {
        pulse.handled(begun, tookNanos);
        slice.handled(begun).forEach(this::handBack);
        slice.cut().forEach(unstarted);
    }

    private void handBack(Delivery delivery) {
        (delivery.isAbandoned() ? unstarted : finished).accept(delivery);
    }

    /** When a batch is handed out: as soon as it is full, or has waited long enough. */
    private static final class Batches {
        private final HandlerOptions.Batch batch;
        private long firstWaitsSinceNanos;
        private boolean waits;

        Batches(HandlerOptions.Batch batch) {
            this.batch = batch;
        }

        /** How many of those that wait make the next batch; 0 if they wait for more. */
        int next(int waiting, long nowNanos) {
            if (waiting == 0) {
                return 0;
            }
            if (!waits) {
                waits = true;
                firstWaitsSinceNanos = nowNanos;
            }
            if (waiting < batch.size() && nowNanos < deadlineNanos()) {
                return 0;
            }
            waits = false;
            return Math.min(waiting, batch.size());
        }

        long deadlineNanos() {
            return waits ? firstWaitsSinceNanos + batch.linger().toNanos() : Long.MIN_VALUE;
        }
    }
}
