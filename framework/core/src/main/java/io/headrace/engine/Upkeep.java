package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Swept;
import io.headrace.broker.Trimmed;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import java.time.Duration;

/** What somebody has to do for the group now and then: steps of the sweep, and trimming the stream if it shall be. */
final class Upkeep {
    private static final long TRIM_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long HELD_UP_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MANY = 1000; // removed at once: there may be more

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Retention retention;
    private final Pace sweeps;
    private final Pace trims;
    private boolean sweepDue;
    private boolean sweeping;
    private boolean trimming;
    private long trimAtNanos;
    private MessageId neededAfter = MessageId.MIN;
    private long neededSinceNanos;

    Upkeep(Desk desk, Broker broker, Subscription.Setup setup, Retention retention) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.retention = retention;
        this.sweeps = desk.pace();
        this.trims = desk.pace();
        this.trimAtNanos = desk.now();
        this.neededSinceNanos = desk.now();
    }

    /** Hears that nobody has swept for a while. */
    void sweepIsDue() {
        sweepDue = true;
    }

    int step(long nowNanos) {
        int work = 0;
        if (sweepDue && !sweeping && sweeps.allows(nowNanos)) {
            sweepDue = false;
            sweeping = true;
            desk.await(broker.sweep(setup.group(), setup.lease()), this::swept, this::sweepFailed);
            work++;
        }
        if (retention.trims() && !trimming && nowNanos >= trimAtNanos && trims.allows(nowNanos)) {
            trimming = true;
            trimAtNanos = nowNanos + TRIM_NANOS;
            trim();
            work++;
        }
        return work;
    }

    long deadlineNanos() {
        if (!retention.trims() || trimming) {
            return Long.MAX_VALUE;
        }
        return trims.isPausing() ? Math.max(trimAtNanos, trims.deadlineNanos()) : trimAtNanos;
    }

    private void trim() {
        String stream = setup.group().stream();
        if (retention.isLossy()) {
            desk.await(broker.trimToLength(stream, retention.length()), this::cut, this::trimFailed);
        } else {
            desk.await(broker.trim(stream, retention.age()), this::trimmed, this::trimFailed);
        }
    }

    private void swept(Swept reply) {
        sweeping = false;
        sweeps.succeeded();
        desk.events().swept(reply);
    }

    private void sweepFailed(BrokerException failure) {
        sweeping = false;
        sweeps.failed(desk.now(), failure);
        desk.events().trouble(failure);
    }

    private void cut(long removed) {
        trimming = false;
        trims.succeeded();
        desk.events().trimmed(removed);
    }

    private void trimmed(Trimmed reply) {
        cut(reply.removed());
        long now = desk.now();
        if (reply.removed() >= MANY) {
            trimAtNanos = now;
        }
        if (!reply.neededAfter().equals(neededAfter)) {
            neededAfter = reply.neededAfter();
            neededSinceNanos = now;
        }
        boolean heldUp = !reply.holder().isEmpty()
                && !reply.holder().equals(setup.group().group())
                && now - neededSinceNanos >= HELD_UP_NANOS;
        desk.vitals().heldUp(Duration.ofNanos(now - neededSinceNanos));
        desk.vitals()
                .noQueue(
                        retention.isQueue() && reply.groups() > 1
                                ? "The stream is no queue: it has " + reply.groups()
                                        + " groups, so what one has settled is kept for the others"
                                : null);
        desk.vitals()
                .trimHeldUp(
                        heldUp
                                ? "Nothing is trimmed: group \"" + reply.holder() + "\" has settled nothing after "
                                        + neededAfter + " for 10 minutes or longer"
                                : null);
    }

    private void trimFailed(BrokerException failure) {
        trimming = false;
        trims.failed(desk.now(), failure);
        desk.events().trouble(failure);
    }
}
