package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Claims;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Ticked;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Claims messages whose retry is due, released ones, and then those of dead workers. Each tick says what there is; a claim
 * is repeated for as long as there is more and there are credits.
 */
final class Claimer {
    private static final long MILLI_NANOS = Duration.ofMillis(1).toNanos();
    private static final int MAX_CLAIM = 100;

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Lease lease;
    private final BiConsumer<String, Claims> arrived;
    private final Runnable recovered;
    private final Pace pace;
    private final Set<String> dead = new LinkedHashSet<>();
    private long deadSinceNanos;
    private long askAtNanos = Long.MAX_VALUE;
    private int underWay;
    private boolean hasFailed;

    /**
     * {@code arrived} takes claims with the name that they were made under. {@code recovered} is told of the first one after
     * some that failed: what those took before they failed is pending, and in nobody's hands.
     */
    Claimer(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            Lease lease,
            BiConsumer<String, Claims> arrived,
            Runnable recovered) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.lease = lease;
        this.arrived = arrived;
        this.recovered = recovered;
        this.pace = desk.pace();
    }

    /** Hears what there is to claim. */
    void ticked(Ticked reply) {
        nextDue(reply.released() ? 0 : reply.nextDueMillis());
        if (dead.isEmpty()) {
            deadSinceNanos = desk.now();
        }
        dead.addAll(reply.dead());
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
        boolean isDue = nowNanos >= askAtNanos;
        if (underWay > 0 || credits < 1 || !(isDue || !dead.isEmpty()) || !pace.allows(nowNanos)) {
            return 0;
        }
        int count = Math.min(credits, MAX_CLAIM);
        underWay = count;
        if (isDue) {
            claim(count);
        } else {
            reclaim(dead.iterator().next(), count);
        }
        return 1;
    }

    long deadlineNanos() {
        if (underWay > 0) {
            return Long.MAX_VALUE;
        }
        long wanted = dead.isEmpty() ? askAtNanos : Math.min(askAtNanos, deadSinceNanos);
        return pace.isPausing() && wanted < Long.MAX_VALUE ? Math.max(wanted, pace.deadlineNanos()) : wanted;
    }

    private void claim(int count) {
        String consumer = lease.consumer();
        long before = askAtNanos;
        askAtNanos = Long.MAX_VALUE;
        desk.await(
                broker.claim(setup.group(), consumer, count),
                claims -> {
                    boolean mayBeMore = claims.claimed().size() + claims.lost().size() >= count;
                    nextDue(mayBeMore ? 0 : claims.nextDueMillis());
                    answered(consumer, claims);
                },
                failure -> {
                    askAtNanos = Math.min(askAtNanos, before); // what was due still is; the pause decides
                    failed(failure);
                });
    }

    private void reclaim(String name, int count) {
        String consumer = lease.consumer();
        Reclaim reclaim = new Reclaim(consumer, name, lease.period(), count);
        desk.await(broker.reclaim(setup.group(), reclaim), reply -> reclaimed(name, consumer, reply), this::failed);
    }

    private void reclaimed(String name, String consumer, Reclaimed reply) {
        if (reply.over()) {
            dead.remove(name);
        }
        nextDue(reply.claims().nextDueMillis());
        answered(consumer, reply.claims());
    }

    private void answered(String consumer, Claims claims) {
        underWay = 0;
        pace.succeeded();
        arrived.accept(consumer, claims);
        if (hasFailed) {
            hasFailed = false;
            recovered.run();
        }
    }

    private void failed(BrokerException failure) {
        underWay = 0;
        hasFailed = true;
        pace.failed(desk.now(), failure);
        desk.events().trouble(failure);
    }
}
