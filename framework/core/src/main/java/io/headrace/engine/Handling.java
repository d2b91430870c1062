package io.headrace.engine;

import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Verdict;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private final BiConsumer<Delivery, @Nullable Verdict> finished;
    private final Consumer<Delivery> handBack;
    private boolean draining;

    Handling(
            Desk desk,
            HandlerOptions options,
            Executor executor,
            Invocation invocation,
            BiConsumer<Delivery, @Nullable Verdict> finished,
            Consumer<Delivery> handBack) {
        this.desk = desk;
        this.options = options;
        this.finished = finished;
        this.handBack = handBack;
        this.runners = new Runners(
                executor, options, invocation, desk.inbox(), desk.ticker(), this::finished, this::unstarted);
        this.watch = new Watch(desk, runners.active(), options.concurrency(), options.timeout());
        this.breaker = new Breaker(desk.random());
        this.inOrder = options.order() == Order.KEY;
        this.order = new KeyOrder(delivery -> inOrder ? invocation.keyOf(delivery) : null, runners::add);
    }

    /** Takes a message that came in. */
    void add(Delivery delivery) {
        if (draining) {
            handBack.accept(delivery);
        } else if (!inOrder && !delivery.isHeldBack()) {
            runners.add(delivery);
        } else {
            order.add(delivery, desk.now());
        }
    }

    /** The failure is recorded: the message is handled again when its next attempt is due. */
    void retryLater(Delivery delivery) {
        if (draining) {
            handBack.accept(delivery);
        } else {
            order.retryLater(delivery);
        }
    }

    /** The message has left our hands. */
    void ended(Delivery delivery) {
        if (inOrder) {
            order.ended(delivery, desk.now());
        }
    }

    int step(long nowNanos) {
        int work = order.step(nowNanos);
        if (breaker.wantsProbe(nowNanos) && !draining) {
            work++;
            probe();
        }
        watch.step(nowNanos);
        return work + runners.step(nowNanos);
    }

    long deadlineNanos() {
        long deadline = Math.min(watch.deadlineNanos(), Math.min(runners.deadlineNanos(), breaker.deadlineNanos()));
        return Math.min(deadline, order.deadlineNanos());
    }

    /** How many more messages it has a use for, whatever the window says. */
    int room(int window) {
        if (!breaker.isClosed()) {
            return 0;
        }
        if (!inOrder) {
            return Integer.MAX_VALUE;
        }
        int room = order.room(window);
        desk.vitals().keys(order.blockedKeys(), room > 0 ? null : order.fullestKey());
        return room;
    }

    /** Whether handlers run, so that more results are about to come. */
    boolean isBusy() {
        return !draining && !runners.active().isEmpty();
    }

    /** Begins nothing more; hands back what was not begun, each key's messages in order. */
    void drain() {
        draining = true;
        runners.halt();
        runners.takeWaiting().forEach(handBack);
        order.takeWaiting().forEach(handBack);
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
        finished.accept(delivery, verdict);
    }

    private void unstarted(Delivery delivery) {
        if (draining) {
            handBack.accept(delivery);
        } else {
            runners.add(delivery);
        }
    }

    private void pause(Delivery delivery, Verdict.Pause verdict, Throwable failure) {
        unstarted(delivery);
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
        runners.resume();
        desk.vitals().paused(null);
        desk.events().resumed();
    }
}
