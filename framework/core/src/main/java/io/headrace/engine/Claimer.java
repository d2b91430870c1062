package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Claims;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Claims messages whose retry is due, and released ones. The server says when the next retry is due; besides, it is asked
 * once a second, since others park and release too.
 */
final class Claimer {
    private static final long POLL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MILLI_NANOS = Duration.ofMillis(1).toNanos();
    private static final int MAX_CLAIM = 100;

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Consumer<Claims> arrived;
    private final Pace pace;
    private long askAtNanos;
    private int underWay;

    Claimer(Desk desk, Broker broker, Subscription.Setup setup, Consumer<Claims> arrived) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.arrived = arrived;
        this.pace = desk.pace();
        this.askAtNanos = desk.now();
    }

    /** Hears when the group's next retry is due, as milliseconds from now, or -1 if none is parked. */
    void nextDue(long millis) {
        if (millis >= 0) {
            askAtNanos = Math.min(askAtNanos, desk.now() + millis * MILLI_NANOS);
        }
    }

    /** How many messages an unanswered claim may bring. */
    int reserved() {
        return underWay;
    }

    int step(long nowNanos, int credits) {
        if (underWay > 0 || credits < 1 || nowNanos < askAtNanos || !pace.allows(nowNanos)) {
            return 0;
        }
        int count = Math.min(credits, MAX_CLAIM);
        underWay = count;
        askAtNanos = nowNanos + POLL_NANOS;
        desk.await(
                broker.claim(setup.group(), setup.consumer(), count), claims -> answered(count, claims), this::failed);
        return 1;
    }

    long deadlineNanos() {
        if (underWay > 0) {
            return Long.MAX_VALUE;
        }
        long pause = pace.deadlineNanos();
        return pause == Long.MAX_VALUE ? askAtNanos : Math.max(askAtNanos, pause);
    }

    private void answered(int asked, Claims claims) {
        underWay = 0;
        pace.succeeded();
        boolean mayBeMore = claims.claimed().size() + claims.lost().size() >= asked;
        nextDue(mayBeMore ? 0 : claims.nextDueMillis());
        arrived.accept(claims);
    }

    private void failed(BrokerException failure) {
        underWay = 0;
        pace.failed(desk.now(), failure);
        askAtNanos = desk.now(); // what was due still is; the pause decides
        desk.events().trouble(failure);
    }
}
