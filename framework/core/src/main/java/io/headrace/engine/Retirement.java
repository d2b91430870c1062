package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import java.time.Duration;

/**
 * The end of a drain: once nothing is held and the server has confirmed it by removing the consumer, or when time is up and
 * handlers had a moment to come back from an interrupt.
 */
final class Retirement {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Lease lease;
    private final InFlight inFlight;
    private final Handling handling;
    private final Runnable unknownPending;
    private final Runnable over;
    private final Pace pace;
    private long timeUpNanos = Long.MAX_VALUE;
    private boolean interrupted;
    private boolean asking;

    /** {@code unknownPending}: the server has something under our name that is not in our hands. */
    Retirement(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            Lease lease,
            InFlight inFlight,
            Handling handling,
            Runnable unknownPending,
            Runnable over) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.lease = lease;
        this.inFlight = inFlight;
        this.handling = handling;
        this.unknownPending = unknownPending;
        this.over = over;
        this.pace = desk.pace();
    }

    void begin(Duration timeout) {
        timeUpNanos = desk.now() + Clamp.nanos(timeout);
    }

    /** Whether the server was asked and has not answered. */
    boolean isAsking() {
        return asking;
    }

    /** {@code quiet}: no other call is under way that could bring something into our hands. */
    int step(long nowNanos, boolean quiet) {
        if (nowNanos >= timeUpNanos && !interrupted) {
            interrupted = true;
            timeUpNanos = nowNanos + (handling.interrupt() ? GRACE.toNanos() : 0);
        }
        if (nowNanos >= timeUpNanos) {
            if (inFlight.count() > 0) {
                desk.events().drainTimedOut(inFlight.count());
            }
            over.run();
            return 1;
        }
        if (inFlight.count() > 0 || !quiet || asking || !pace.allows(nowNanos)) {
            return 0;
        }
        asking = true;
        desk.await(broker.retire(setup.group(), lease.consumer()), this::answered, this::failed);
        return 1;
    }

    /** When time is up; it is over then, whatever is still held. */
    long timeUpNanos() {
        return timeUpNanos;
    }

    /** When the server may be asked again. */
    long deadlineNanos() {
        return pace.deadlineNanos();
    }

    private void answered(boolean gone) {
        asking = false;
        if (gone) {
            over.run();
        } else {
            unknownPending.run();
        }
    }

    private void failed(BrokerException failure) {
        asking = false;
        if (failure.code() == ErrorCode.NO_GROUP) {
            over.run();
        } else {
            pace.failed(desk.now(), failure);
            desk.events().trouble(failure);
        }
    }
}
