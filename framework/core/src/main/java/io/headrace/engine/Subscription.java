package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Outcome;
import io.headrace.broker.Pause;
import io.headrace.broker.Reader;
import io.headrace.broker.Ticked;
import io.headrace.error.ErrorCode;
import io.headrace.handler.BatchHandler;
import io.headrace.handler.Handler;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.message.Start;
import io.headrace.observe.Counts;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerListener;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Verdict;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One group's consumption of one stream in one process: an agent whose {@link #step} does what is ready and returns how
 * much that was. One thread calls it, or a simulation; other threads reach it through the inbox only.
 *
 * <pre>
 *   reader --fetched--> in flight --> runners --> settler --ack, commit, park, bury--> broker
 *   broker --claims, adopted----^                    |
 *                               +---- answered ------+
 * </pre>
 */
public final class Subscription {
    private final Setup setup;
    private final Broker broker;
    private final Inbox inbox = new Inbox();
    private final Desk desk;
    private final Reader reader;
    private final InFlight inFlight = new InFlight();
    private final Vitals vitals = new Vitals();
    private final Window window;
    private final Lease lease;
    private final Handling handling;
    private final Intake intake;
    private final Claimer claimer;
    private final Settler settler;
    private final Fetcher fetcher;
    private final Reconciler reconciler;
    private final Upkeep upkeep;
    private final Retirement retirement;
    private volatile WorkerState state = WorkerState.STARTING;
    private volatile String name;
    private MessageId checkpoint = MessageId.MIN;
    private boolean tooManyParked;
    private long steppedAtNanos;
    private boolean recreating;

    /**
     * What a subscription is made of, besides its broker and handler.
     *
     * @param names     gives a consumer's name at the start, and another one whenever a lease was lost; never one that
     *     somebody else has
     * @param lease     how long the worker counts as alive after each tick
     * @param executor  where handlers run
     * @param random    for jitter; a simulation gives one that it can repeat
     * @param listeners told of every event, in this order
     */
    public record Setup(
            GroupRef group,
            Supplier<String> names,
            Duration lease,
            HandlerOptions options,
            Ticker ticker,
            Executor executor,
            RandomGenerator random,
            List<WorkerListener> listeners) {}

    private Subscription(Setup setup, Broker broker, Retention retention, Invocation invocation) {
        this.setup = setup;
        this.broker = broker;
        Events events = new Events(setup.group(), setup.listeners(), setup.ticker());
        this.desk = new Desk(setup.ticker(), setup.random(), inbox, events, vitals);
        this.window = Window.of(setup.options(), invocation.takesBatches(), desk.now());
        this.lease = new Lease(desk, broker, setup, this::ticked, this::leaseLost, this::callFailed);
        this.handling = new Handling(desk, broker, setup, invocation, new Outlets());
        this.intake = new Intake(desk, lease, inFlight, handling);
        this.claimer = new Claimer(desk, broker, setup, lease, intake::claimed, this::claimsWorkAgain);
        this.settler = new Settler(desk, broker, setup, inFlight, claimer::nextDue, handling, retention.isQueue());
        this.reconciler = new Reconciler(desk, broker, setup, lease, inFlight, intake::adopted);
        this.upkeep = new Upkeep(desk, broker, setup, retention);
        this.reader = broker.reader(
                setup.group(), lease.consumer(), () -> inbox.execute(this.reconciler::connectionReplaced));
        this.fetcher = new Fetcher(desk, reader, lease, intake::fetched, this::callFailed);
        this.retirement = new Retirement(
                desk, broker, setup, lease, inFlight, handling, reconciler::connectionReplaced, this::stop);
        this.name = lease.consumer();
        vitals.stepped(desk.now());
    }

    /** Where messages go when they have been handled, or will not be. */
    private final class Outlets implements Handling.Outlets {
        @Override
        public void finished(Delivery delivery, @Nullable Verdict verdict) {
            window.finished(1);
            settler.settle(delivery, verdict);
        }

        @Override
        public void handBack(Delivery delivery) {
            settler.release(delivery);
        }

        @Override
        public void drop(Delivery delivery) {
            inFlight.remove(delivery);
            desk.events().moved(Flow.ABANDONED, 1);
        }

        @Override
        public void missed(Delivery delivery, Outcome outcome) {
            settler.missed(delivery, outcome);
        }
    }

    /** A subscription to an open group; it begins with the first step. */
    public static <T> Subscription of(Setup setup, Broker broker, EventStream<T> stream, Handler<? super T> handler) {
        return new Subscription(setup, broker, stream.retention(), Invocation.of(stream, handler));
    }

    /** A subscription whose handler takes batches. */
    public static <T> Subscription ofBatches(
            Setup setup, Broker broker, EventStream<T> stream, BatchHandler<T> handler) {
        return new Subscription(setup, broker, stream.retention(), Invocation.ofBatches(stream, handler));
    }

    /** Does what is ready; returns how much it was, 0 if there is nothing to do before {@link #nextWakeNanos}. */
    public int step() {
        int work = inbox.drain();
        if (isOver()) {
            return work;
        }
        long now = desk.now();
        steppedAtNanos = now;
        vitals.stepped(now);
        // What the reconciler has to look for, it can only look for with a lease.
        work += lease.step(now, state != WorkerState.DRAINING || reconciler.holdsReads());
        if (lease.isHeld(now)) {
            work += reconciler.step(now, fetcher.isIdle() && claimer.reserved() == 0, credits(window.size(now)));
            work += takeIn(now);
            work += upkeep.step(now);
        }
        work += handling.step(now, lease.isHeld(now));
        work += settler.step(now);
        if (state == WorkerState.DRAINING) {
            work += retirement.step(now, isQuiet());
        }
        return work;
    }

    /** When there is something to do even if nothing arrives, by the ticker's nanoseconds. */
    public long nextWakeNanos() {
        if (isOver()) {
            return Long.MAX_VALUE;
        }
        long wake = Math.min(unmet(settler.deadlineNanos()), unmet(reconciler.deadlineNanos()));
        wake = Math.min(wake, unmet(handling.deadlineNanos()));
        wake = Math.min(wake, Math.min(unmet(lease.deadlineNanos()), unmet(upkeep.deadlineNanos())));
        if (state == WorkerState.DRAINING) {
            return Math.min(wake, Math.min(unmet(retirement.timeUpNanos()), unmet(retirement.deadlineNanos())));
        }
        return Math.min(wake, Math.min(unmet(claimer.deadlineNanos()), unmet(fetcher.deadlineNanos())));
    }

    /** A deadline that the last step had met already: what it is for waits for something to arrive. */
    private long unmet(long deadlineNanos) {
        return deadlineNanos > steppedAtNanos ? deadlineNanos : Long.MAX_VALUE;
    }

    /** How long it may sleep if nothing arrives. */
    long idleNanos() {
        long wake = nextWakeNanos();
        return wake == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, wake - desk.now());
    }

    /** Whether anything has arrived since the last step. */
    public boolean hasArrivals() {
        return !inbox.isEmpty();
    }

    /** What to do when something arrives; runs on the thread that brings it. */
    public void onArrival(Runnable alarm) {
        inbox.onArrival(alarm);
    }

    /** Asks, from any thread, to finish what runs, hand back the rest and stop, within this time. */
    public void drain(Duration timeout) {
        inbox.execute(() -> startDraining(timeout));
    }

    /** Ends it at once, after an error in the runtime: nothing more is sent, what is held stays pending. */
    public void fail() {
        enter(WorkerState.FAILED);
        reader.close();
    }

    /** The name under which it holds messages; another one after each lost lease. */
    public String name() {
        return name;
    }

    /** Where it is in its life. */
    public WorkerState state() {
        return state;
    }

    /** Whether it will never do anything again. */
    public boolean isOver() {
        return state == WorkerState.STOPPED || state == WorkerState.FAILED;
    }

    /** Whether messages are handled, and if not, why. */
    public Health health() {
        if (state == WorkerState.FAILED) {
            return Health.of(Health.Status.DOWN, "The worker stopped on an internal error; the log has it. Restart it");
        }
        return isOver() ? Health.UP : vitals.health(desk.now(), fetcher.trouble());
    }

    /** How many keys wait for the next attempt of their first message. */
    public int blockedKeys() {
        return vitals.blockedKeys();
    }

    /** How many handlers have not returned for a minute or longer. */
    public int stuckHandlers() {
        return vitals.stuck();
    }

    /** For how long the oldest entry that some group needs has been the same, as trims found it; 0 without trims. */
    public long trimHeldUpSeconds() {
        return vitals.heldUpSeconds();
    }

    /** What came and how it left. */
    public Counts counts() {
        return desk.events().tally().counts(inFlight.count());
    }

    private int takeIn(long now) {
        if (state == WorkerState.DRAINING || reconciler.holdsReads()) {
            fetcher.wake();
            return 0;
        }
        if (state == WorkerState.STARTING) {
            enter(WorkerState.RUNNING);
        }
        int size = window.size(now);
        int work = claimer.step(now, Math.min(credits(size), Math.max(1, size / 2)));
        return work
                + fetcher.step(
                        now,
                        tooManyParked ? 0 : credits(size),
                        size,
                        inFlight.count() >= 2 * setup.options().concurrency());
    }

    private int credits(int size) {
        if (inFlight.bytes() >= setup.options().maxBytes()) {
            return 0;
        }
        int free = Math.min(size - inFlight.count(), handling.room(size));
        return free - fetcher.reserved() - claimer.reserved();
    }

    private void claimsWorkAgain() {
        reconciler.connectionReplaced(); // what the failed ones took is found in the same way
    }

    private void ticked(Ticked reply) {
        checkpoint = reply.checkpoint();
        claimer.ticked(reply);
        if (reply.sweepDue()) {
            upkeep.sweepIsDue();
        }
        obey(reply.pause() == null || reply.pause().isOver(reply.nowMillis()) ? null : reply.pause());
        long most = setup.options().maxParked();
        tooManyParked = reply.parked() > most;
        vitals.tooManyParked(
                tooManyParked
                        ? "Nothing fresh is read: " + reply.parked()
                                + " messages wait for a retry, more than maxParked, " + most
                        : null);
    }

    private void obey(@Nullable Pause pause) {
        if (desk.events().stopped(pause)) {
            handling.stop(pause != null);
            fetcher.wake();
        }
        desk.vitals()
                .stopped(
                        pause == null
                                ? null
                                : "Handling is paused by " + pause.by()
                                        + (pause.reason().isEmpty() ? "" : ": " + pause.reason()));
    }

    /** Others take what was read under the old name; what runs goes on, and its first commit counts, whoever makes it. */
    private void leaseLost() {
        String lost = name;
        name = lease.consumer();
        inFlight.disown();
        handling.abandon();
        fetcher.rename();
        reconciler.renamed();
        desk.events().leaseLost(new WorkerEvent.LeaseLost(lost, name, inFlight.count()));
    }

    /** A missing group is created again where all was settled when it was last seen; never at the stream's end. */
    private void callFailed(BrokerException failure) {
        desk.events().trouble(failure);
        if (failure.code() == ErrorCode.NO_GROUP && !recreating && !retirement.isAsking()) {
            recreating = true;
            desk.await(
                    broker.openGroup(setup.group(), Start.resume(checkpoint)),
                    created -> recreating = false,
                    trouble -> recreating = false);
        }
    }

    private void startDraining(Duration timeout) {
        if (state == WorkerState.STARTING || state == WorkerState.RUNNING) {
            enter(WorkerState.DRAINING);
            retirement.begin(timeout);
            fetcher.wake();
            handling.drain();
        }
    }

    /** Whether no call is under way that could bring something into our hands, or the group back. */
    private boolean isQuiet() {
        return fetcher.isIdle() && claimer.reserved() == 0 && !reconciler.holdsReads() && !recreating;
    }

    private void stop() {
        if (!isOver()) {
            enter(WorkerState.STOPPED);
            reader.close();
        }
    }

    private void enter(WorkerState next) {
        state = next;
        desk.events().tell(new WorkerEvent.Entered(next));
    }
}
