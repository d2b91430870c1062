package io.headrace.engine;

import io.headrace.engine.Runner.Interrupt;
import io.headrace.observe.WorkerEvent;
import java.time.Duration;
import java.util.List;

/**
 * Sees which handlers do not return: interrupts those that exceed their timeout, reports those that hang. It looks now and
 * then, and counts from the first time that it saw an invocation; so it is late by up to the time between two looks, and
 * never early.
 */
final class Watch {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int LOOKS_PER_TIMEOUT = 8;

    private final Desk desk;
    private final List<Runner> runners;
    private final int concurrency;
    private final long timeoutNanos;
    private final long pauseNanos;
    private long lookAtNanos = Long.MIN_VALUE;

    /** Watches these runners; a timeout of zero is none. */
    Watch(Desk desk, List<Runner> runners, int concurrency, Duration timeout) {
        this.desk = desk;
        this.runners = runners;
        this.concurrency = concurrency;
        boolean none = timeout.isZero() || Clamp.isEndless(timeout);
        this.timeoutNanos = none ? Long.MAX_VALUE : timeout.toNanos();
        this.pauseNanos = Math.max(1, Math.min(LONGEST_PAUSE.toNanos(), timeoutNanos / LOOKS_PER_TIMEOUT));
    }

    void step(long nowNanos) {
        if (nowNanos < lookAtNanos || (runners.isEmpty() && desk.vitals().stuck() == 0)) {
            return;
        }
        lookAtNanos = nowNanos + pauseNanos;
        int stuck = 0;
        for (Runner runner : runners) {
            long elapsed = runner.watch(nowNanos);
            if (elapsed >= timeoutNanos) {
                runner.interrupt(Interrupt.TIMEOUT);
            }
            if (elapsed >= LONG.toNanos()) {
                stuck++;
                report(runner, elapsed);
            }
        }
        desk.vitals().stuck(stuck, stuck == concurrency);
    }

    /** Interrupts every handler, at the end of a drain; tells whether any was running. */
    boolean interruptAll(long nowNanos) {
        boolean any = false;
        for (Runner runner : runners) {
            runner.watch(nowNanos);
            any |= runner.interrupt(Interrupt.DRAIN);
        }
        return any;
    }

    long deadlineNanos() {
        return runners.isEmpty() && desk.vitals().stuck() == 0 ? Long.MAX_VALUE : lookAtNanos;
    }

    private void report(Runner runner, long elapsedNanos) {
        Delivery delivery = runner.report();
        if (delivery != null) {
            desk.events().stuck(new WorkerEvent.Stuck(delivery.ref(), Duration.ofNanos(elapsedNanos)));
        }
    }
}
