package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * This worker's place among the living. It has a name of its own and keeps a lease on it by ticking; when the server says
 * that the lease is gone, the worker goes on under another name.
 *
 * <pre>
 *   JOINING --ticked--> HELD --no answer for as long as the lease--> IN DOUBT
 *      ^                  |  ^                                         |  |
 *      |                  |  +-----------------ticked------------------+  |
 *      +-------gone-------+------------------------gone-------------------+
 * </pre>
 *
 * While it is not held for sure, nothing is read, claimed or begun: what is in hand may be somebody else's by now.
 */
final class Lease {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
    private static final int TICKS = 5; // within a lease

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Duration period;
    private final Consumer<Ticked> ticked;
    private final Runnable gone;
    private final Consumer<BrokerException> failed;
    private final Pace pace;
    private String consumer;
    private boolean joined;
    private boolean underWay;
    private long tickAtNanos;
    private long renewedAtNanos;

    /** {@code gone} is told after the name has changed. */
    Lease(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            Consumer<Ticked> ticked,
            Runnable gone,
            Consumer<BrokerException> failed) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.ticked = ticked;
        this.gone = gone;
        this.failed = failed;
        this.consumer = setup.names().get();
        this.period = min(LONGEST_PERIOD, setup.lease().dividedBy(TICKS));
        this.pace = desk.pace(period); // the first worker that ticks after an outage has the leases of all run on
        this.tickAtNanos = desk.now();
    }

    /** The name under which this worker holds what it reads from now on. */
    String consumer() {
        return consumer;
    }

    /** The time between two ticks. */
    Duration period() {
        return period;
    }

    boolean isHeld(long nowNanos) {
        return joined && nowNanos - renewedAtNanos < setup.lease().toNanos();
    }

    /** Renews the lease, or takes a first one if it {@code mayJoin}. */
    int step(long nowNanos, boolean mayJoin) {
        if (underWay || nowNanos < tickAtNanos || !pace.allows(nowNanos) || !(joined || mayJoin)) {
            return 0;
        }
        underWay = true;
        tickAtNanos = nowNanos + period.toNanos();
        Tick tick = new Tick(consumer, setup.lease(), period, !joined);
        desk.await(broker.tick(setup.group(), tick), reply -> answered(nowNanos, reply), this::failed);
        return 1;
    }

    long deadlineNanos() {
        return underWay ? Long.MAX_VALUE : Math.max(tickAtNanos, pace.isPausing() ? pace.deadlineNanos() : tickAtNanos);
    }

    private void answered(long sentAtNanos, Ticked reply) {
        underWay = false;
        pace.succeeded();
        if (reply.alive()) {
            joined = true;
            renewedAtNanos = sentAtNanos;
        } else {
            joined = false;
            consumer = setup.names().get();
            tickAtNanos = desk.now();
            gone.run();
        }
        ticked.accept(reply);
    }

    private void failed(BrokerException failure) {
        underWay = false;
        tickAtNanos = desk.now();
        pace.failed(desk.now(), failure);
        failed.accept(failure);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
