package io.headrace.engine;

import io.headrace.broker.Attempts;
import io.headrace.broker.Broker;
import io.headrace.broker.Outcome;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything between a message's arrival and the end of its attempt: which one may go now, by the order of keys and the
 * breaker, and the runners that handle it. What is finished goes on with the verdict on its failure; what was not begun
 * when a drain set in goes back.
 */
final class Handling {
    private final Desk desk;
    private final HandlerOptions options;
    private final Runners runners;
    private final Watch watch;
    private final Breaker breaker;
    private final boolean inOrder;
    private final KeyOrder order;
    private final Suspects suspects;
    private final Outlets outlets;
    private int window = Integer.MAX_VALUE; // as it was when room was last asked for
    private boolean draining;
    private boolean stopped; // by an operator

    /** Where messages go from here. */
    interface Outlets {
        /** Its attempt has ended, with this verdict if it failed. */
        void finished(Delivery delivery, @Nullable Verdict verdict);

        /** Nobody began it: it goes back to the server. */
        void handBack(Delivery delivery);

        /** Nobody began it, and it is not ours any more: it is let go. */
        void drop(Delivery delivery);

        /** It was not ours any more when its turn came. */
        void missed(Delivery delivery, Outcome outcome);
    }

    Handling(Desk desk, Broker broker, Subscription.Setup setup, Invocation invocation, Outlets outlets) {
        this.desk = desk;
        this.options = setup.options();
        this.outlets = outlets;
        this.runners = new Runners(
                setup.executor(), options, invocation, desk.inbox(), desk.ticker(), this::finished, this::unstarted);
        this.watch = new Watch(desk, runners.active(), options.concurrency(), options.timeout());
        this.breaker = new Breaker(desk.random());
        this.inOrder = options.order() == Order.KEY;
        this.order = new KeyOrder(delivery -> inOrder ? invocation.keyOf(delivery) : null, this::ready);
        this.suspects = new Suspects(desk, broker, setup, this::begin, this::unstarted, outlets::missed);
    }

    /** Takes a message that came in. */
    void add(Delivery delivery) {
        if (draining) {
            outlets.handBack(delivery);
        } else if (!inOrder && !delivery.isHeldBack()) {
            ready(delivery);
        } else {
            order.add(delivery, desk.now());
        }
    }

    /** The failure is recorded: the message is handled again when its next attempt is due. */
    void retryLater(Delivery delivery) {
        suspects.ended(delivery);
        if (delivery.isStray()) {
            letGo(delivery);
        } else if (draining) {
            outlets.handBack(delivery);
        } else {
            order.retryLater(delivery);
        }
    }

    /** The message has left our hands. */
    void ended(Delivery delivery) {
        suspects.ended(delivery);
        if (inOrder) {
            order.ended(delivery, desk.now());
        }
    }

    /** Begins nothing while it is not sure whether what is in hand {@code isOurs}. */
    int step(long nowNanos, boolean isOurs) {
        watch.step(nowNanos);
        if (inOrder) {
            desk.vitals().keys(order.blockedKeys(), order.room(window) > 0 ? null : order.fullestKey());
        }
        if (!isOurs) {
            return 0;
        }
        int work = order.step(nowNanos);
        if (breaker.wantsProbe(nowNanos) && !draining && !stopped) {
            work++;
            probe();
        }
        if (mayBegin()) {
            work += suspects.step(nowNanos);
        }
        return work + runners.step(nowNanos);
    }

    long deadlineNanos() {
        long deadline = Math.min(watch.deadlineNanos(), Math.min(runners.deadlineNanos(), breaker.deadlineNanos()));
        return Math.min(deadline, Math.min(order.deadlineNanos(), suspects.deadlineNanos()));
    }

    /** How many more messages it has a use for, whatever the window says. */
    int room(int windowNow) {
        window = windowNow;
        if (draining) {
            return Integer.MAX_VALUE; // what comes in is handed back at once
        }
        if (stopped || !breaker.isClosed()) {
            return 0;
        }
        return inOrder ? order.room(window) : Integer.MAX_VALUE;
    }

    /** Whether handlers run, so that more results are about to come. */
    boolean isBusy() {
        return !draining && !runners.active().isEmpty();
    }

    /** Begins nothing more; hands back what was not begun, each key's messages in order. */
    void drain() {
        draining = true;
        runners.halt();
        takeWaiting().forEach(outlets::handBack);
    }

    /** What is in hand is not ours any more: what was not begun is dropped, what runs goes on. */
    void abandon() {
        runners.halt();
        takeWaiting().forEach(this::letGo);
        breaker.probeGone();
        if (mayBegin()) {
            runners.resume();
        }
    }

    /** An operator's order to begin nothing, or its end; what runs goes on, the rest is kept. */
    void stop(boolean now) {
        boolean changed = now != stopped;
        stopped = now;
        if (changed && now) {
            runners.halt();
            breaker.probeGone();
        } else if (changed && mayBegin()) {
            runners.resume();
        }
    }

    private boolean mayBegin() {
        return breaker.isClosed() && !draining && !stopped;
    }

    /** Nobody begins it any more, and the next of its key need not wait for it. */
    private void letGo(Delivery delivery) {
        ended(delivery);
        outlets.drop(delivery);
    }

    private List<Delivery> takeWaiting() {
        List<Delivery> taken = new ArrayList<>(runners.takeWaiting());
        taken.addAll(suspects.takeWaiting());
        taken.addAll(order.takeWaiting());
        return taken;
    }

    /** Interrupts the handlers that still run; tells whether there are any. */
    boolean interrupt() {
        return watch.interruptAll(desk.now());
    }

    /** Judges an attempt that has ended; also one whose effects the server then refused. */
    void finished(Delivery delivery) {
        Throwable failure = delivery.failure();
        Verdict verdict = failure == null
                ? null
                : options.onError()
                        .decide(
                                failure,
                                delivery.attempt(),
                                delivery.age(),
                                desk.random().nextDouble());
        if (failure != null && verdict instanceof Verdict.Pause pause) {
            pause(delivery, pause, failure);
            return;
        }
        if (breaker.passed(delivery)) {
            resume();
        }
        outlets.finished(delivery, verdict);
    }

    /** Its turn has come: to be handled among others, alone, or not at all. */
    private void ready(Delivery delivery) {
        Attempts known = delivery.attempts();
        if (known.isConvicted()) {
            delivery.failed(new HeadraceException(
                    ErrorCode.WORKERS_DIED,
                    known.crashes() + " workers died while they held message " + delivery.messageId() + ", "
                            + known.convictions() + " of them while they handled it alone."));
            outlets.finished(delivery, new Verdict.GiveUp(Verdict.Reason.CRASH));
        } else if (known.isSuspect()) {
            suspects.add(delivery);
        } else {
            runners.add(delivery);
        }
    }

    /** Handles a suspect by itself, if nothing has changed since its turn came. */
    private void begin(Delivery delivery) {
        if (draining || delivery.isStray()) {
            unstarted(delivery);
        } else {
            runners.addAlone(delivery);
        }
    }

    private void unstarted(Delivery delivery) {
        suspects.ended(delivery);
        if (delivery.isStray()) {
            letGo(delivery);
        } else if (draining) {
            outlets.handBack(delivery);
        } else {
            ready(delivery);
        }
    }

    private void pause(Delivery delivery, Verdict.Pause verdict, Throwable failure) {
        if (delivery.attempts().isSuspect() && !inOrder && !delivery.isStray()) {
            suspects.ended(delivery);
            outlets.handBack(delivery); // which clears its mark: a worker that dies in the pause does not handle it
        } else {
            unstarted(delivery);
        }
        Duration wait = draining ? null : breaker.trip(delivery, verdict, desk.now());
        if (wait != null) {
            runners.halt();
            desk.events().paused(new WorkerEvent.Paused(wait, failure));
            desk.vitals().paused("Handling pauses: " + Obituary.line(failure));
        }
    }

    private void probe() {
        Delivery probe = runners.probe();
        if (probe != null) {
            breaker.probing(probe);
        } else {
            breaker.close();
            resume();
        }
    }

    private void resume() {
        if (mayBegin()) {
            runners.resume();
        }
        desk.vitals().paused(null);
        desk.events().resumed();
    }
}
