package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.Fail;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Outcome;
import io.headrace.broker.Park;
import io.headrace.broker.Parked;
import io.headrace.broker.Recorded;
import io.headrace.handler.Order;
import io.headrace.message.MessageId;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the handlers finished to the server: acks, commits, parkings, dead letters and releases, each in batches of
 * their own. A delivery stays in flight until the reply says what became of it.
 */
final class Settler {
    private static final int MAX_ACKS = 500;
    private static final int MAX_ITEMS = 128;
    private static final int MAX_WEIGHT = 256 * 1024;

    private final Desk desk;
    private final GroupRef group;
    private final InFlight inFlight;
    private final Order order;
    private final Obituary obituary;
    private final LongConsumer nextDue;
    private final Handling handling;
    private final boolean deletes;
    private final Outbox<Delivery, Integer> acks;
    private final Outbox<Delivery, List<Outcome>> commits; // without effects, which a full server takes all the same
    private final Outbox<Delivery, List<Outcome>> effects;
    private final Outbox<Parking, Parked> parkings;
    private final Outbox<Parking, List<Recorded>> failings;
    private final Outbox<Burial, List<Outcome>> burials;
    private final Outbox<Delivery, List<Outcome>> releases;
    private final List<Outbox<?, ?>> scripts;

    /** A message whose failure is on its way to the server: to {@code ~retry}, or to what is recorded of it. */
    private record Parking(Delivery delivery, Duration delay, Throwable failure) {}

    /** A message on its way to the dead letters. */
    private record Burial(Delivery delivery, String reason, Throwable failure, byte[] meta) {}

    /** {@code deletes}: what is settled goes from the stream, too. */
    Settler(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            InFlight inFlight,
            LongConsumer nextDue,
            Handling handling,
            boolean deletes) {
        this.group = setup.group();
        this.desk = desk;
        this.deletes = deletes;
        this.inFlight = inFlight;
        this.order = setup.options().order();
        this.nextDue = nextDue;
        this.handling = handling;
        this.obituary = new Obituary(group);
        this.acks = new Outbox<>(
                desk,
                MAX_ACKS,
                Integer.MAX_VALUE,
                ack -> 0,
                ack -> "", // whoever acks
                batch -> broker.ack(group, ids(batch)),
                this::acked);
        this.commits = commits(broker);
        this.effects = commits(broker);
        this.parkings = new Outbox<>(
                desk,
                MAX_ITEMS,
                MAX_WEIGHT,
                parking -> 0,
                parking -> parking.delivery.consumer(),
                batch -> broker.park(
                        group,
                        batch.get(0).delivery.consumer(),
                        batch.stream().map(Settler::park).toList()),
                this::parked);
        this.failings = new Outbox<>(
                desk,
                MAX_ITEMS,
                MAX_WEIGHT,
                failing -> 0,
                failing -> failing.delivery.consumer(),
                batch -> broker.fail(
                        group,
                        batch.get(0).delivery.consumer(),
                        batch.stream().map(Settler::fail).toList()),
                this::failed);
        this.burials = new Outbox<>(
                desk,
                MAX_ITEMS,
                MAX_WEIGHT,
                burial -> burial.meta.length,
                burial -> burial.delivery.consumer(),
                batch -> broker.bury(
                        group,
                        batch.get(0).delivery.consumer(),
                        batch.stream().map(this::bury).toList()),
                this::buried);
        this.releases = new Outbox<>(
                desk,
                MAX_ITEMS,
                MAX_WEIGHT,
                release -> 0,
                Delivery::consumer,
                batch -> broker.release(
                        group,
                        batch.get(0).consumer(),
                        batch.stream().map(Delivery::hold).toList()),
                this::released);
        this.scripts = List.of(commits, effects, parkings, failings, burials, releases);
    }

    private Outbox<Delivery, List<Outcome>> commits(Broker broker) {
        return new Outbox<>(
                desk,
                MAX_ITEMS,
                MAX_WEIGHT,
                Settler::weight,
                Delivery::consumer,
                batch -> broker.commit(
                        group,
                        batch.get(0).consumer(),
                        batch.stream().map(this::commit).toList()),
                this::committed);
    }

    /** Takes over a delivery whose handler has ended, with the verdict on its failure if it failed. */
    void settle(Delivery delivery, @Nullable Verdict verdict) {
        Throwable failure = delivery.failure();
        if (verdict != null && failure != null) {
            carryOut(verdict, delivery, failure);
        } else if (delivery.isPlain() && !deletes) {
            acks.add(delivery);
        } else {
            commitsLike(delivery).add(delivery);
        }
    }

    private Outbox<Delivery, List<Outcome>> commitsLike(Delivery delivery) {
        return delivery.effects().isEmpty() ? commits : effects;
    }

    /** Hands back a delivery that no handler has begun. */
    void release(Delivery delivery) {
        releases.add(delivery);
    }

    int step(long nowNanos) {
        boolean moreIsComing = order == Order.NONE && handling.isBusy(); // a key waits for its ack
        int work = acks.step(nowNanos, moreIsComing);
        for (Outbox<?, ?> outbox : scripts) {
            work += outbox.step(nowNanos);
        }
        return work;
    }

    long deadlineNanos() {
        long deadline = acks.deadlineNanos();
        for (Outbox<?, ?> outbox : scripts) {
            deadline = Math.min(deadline, outbox.deadlineNanos());
        }
        return deadline;
    }

    private void carryOut(Verdict verdict, Delivery delivery, Throwable failure) {
        if (verdict instanceof Verdict.TryAgain retry) {
            Parking parking = new Parking(delivery, retry.delay(), failure);
            (order == Order.KEY ? failings : parkings).add(parking);
        } else if (verdict instanceof Verdict.GiveUp end) {
            String reason = end.reason().name();
            burials.add(new Burial(delivery, reason, failure, obituary.write(delivery, reason, failure)));
        } else {
            throw new IllegalStateException("A pause is not for the server");
        }
    }

    private void leave(Delivery delivery) {
        inFlight.remove(delivery);
        handling.ended(delivery);
    }

    private void acked(List<Delivery> batch, int pending, boolean repeated) {
        batch.forEach(this::leave);
        int done = repeated ? batch.size() : pending;
        desk.events().moved(Flow.DONE, done);
        desk.events().moved(Flow.SUPERSEDED, batch.size() - done);
    }

    private void committed(List<Delivery> batch, List<Outcome> outcomes, boolean repeated) {
        int done = 0;
        int superseded = 0;
        for (int i = 0; i < batch.size(); i++) {
            Delivery delivery = batch.get(i);
            Outcome outcome = outcomes.get(i);
            BrokerException refusal = outcome.refusal();
            if (refusal != null) {
                refused(delivery, refusal);
                continue;
            }
            leave(delivery);
            if (repeated || outcome.kind() == Outcome.Kind.DONE) {
                done++;
            } else {
                superseded++;
            }
        }
        desk.events().moved(Flow.DONE, done);
        desk.events().moved(Flow.SUPERSEDED, superseded);
    }

    /** What the server cannot do for now is tried again as it is; what it will not do is the message's failure. */
    private void refused(Delivery delivery, BrokerException refusal) {
        switch (refusal.code()) {
            case NO_PERMISSION, OUT_OF_MEMORY, NOT_READY ->
                commitsLike(delivery).addRefused(delivery, refusal);
            default -> {
                delivery.failed(refusal);
                handling.finished(delivery);
            }
        }
    }

    private void parked(List<Parking> batch, Parked reply, boolean repeated) {
        for (int i = 0; i < batch.size(); i++) {
            Parking parking = batch.get(i);
            Delivery delivery = parking.delivery;
            if (missedAnEarlierHold(reply.outcomes().get(i), delivery)) {
                parkings.add(parking);
                continue;
            }
            leave(delivery);
            if (tookPlace(reply.outcomes().get(i), repeated, delivery)) {
                desk.events()
                        .parked(new WorkerEvent.Parked(
                                delivery.ref(), delivery.attempt(), parking.delay, parking.failure));
            }
        }
        nextDue.accept(reply.nextDueMillis());
    }

    private void failed(List<Parking> batch, List<Recorded> replies, boolean repeated) {
        for (int i = 0; i < batch.size(); i++) {
            Parking failing = batch.get(i);
            Delivery delivery = failing.delivery;
            Outcome outcome = replies.get(i).outcome();
            if (outcome.kind() == Outcome.Kind.DONE) {
                desk.events()
                        .failed(new WorkerEvent.Failed(
                                delivery.ref(), delivery.attempt(), failing.delay, failing.failure));
                delivery.failedBefore(replies.get(i).attempts(), desk.now() + failing.delay.toNanos());
                handling.retryLater(delivery);
            } else if (missedAnEarlierHold(outcome, delivery)) {
                failings.add(failing);
            } else {
                leave(delivery);
                tookPlace(outcome, false, delivery);
            }
        }
    }

    private void buried(List<Burial> batch, List<Outcome> outcomes, boolean repeated) {
        for (int i = 0; i < batch.size(); i++) {
            Burial burial = batch.get(i);
            Delivery delivery = burial.delivery;
            BrokerException refusal = outcomes.get(i).refusal();
            if (refusal != null) {
                burials.addRefused(burial, refusal);
                continue;
            }
            if (missedAnEarlierHold(outcomes.get(i), delivery)) {
                burials.add(burial);
                continue;
            }
            leave(delivery);
            if (tookPlace(outcomes.get(i), repeated, delivery)) {
                desk.events()
                        .dead(new WorkerEvent.DeadLettered(
                                delivery.messageId(), delivery.attempt(), burial.reason, burial.failure));
            }
        }
    }

    private void released(List<Delivery> batch, List<Outcome> outcomes, boolean repeated) {
        for (int i = 0; i < batch.size(); i++) {
            Delivery delivery = batch.get(i);
            if (missedAnEarlierHold(outcomes.get(i), delivery)) {
                releases.add(delivery);
                continue;
            }
            leave(delivery);
            if (tookPlace(outcomes.get(i), repeated, delivery)) {
                desk.events().moved(Flow.RELEASED, 1);
            }
        }
    }

    /** Ends what turned out not to be ours any more before a handler began it. */
    void missed(Delivery delivery, Outcome outcome) {
        if (missedAnEarlierHold(outcome, delivery)) {
            releases.add(delivery);
        } else {
            leave(delivery);
            tookPlace(outcome, false, delivery);
        }
    }

    /** Whether the call named a hold that has ended with a lease, while we have a new one: it is made again. */
    private static boolean missedAnEarlierHold(Outcome outcome, Delivery delivery) {
        return outcome.kind() == Outcome.Kind.SUPERSEDED && delivery.isHeldAnew();
    }

    /** Tells of what did not take place; an item found settled after a repeated call was settled by an earlier copy. */
    private boolean tookPlace(Outcome outcome, boolean repeated, Delivery delivery) {
        if (outcome.kind() == Outcome.Kind.LOST) {
            desk.events().lost(delivery.ref());
            return false;
        }
        if (outcome.kind() == Outcome.Kind.SUPERSEDED && !repeated) {
            desk.events().moved(Flow.SUPERSEDED, 1);
            return false;
        }
        return true;
    }

    private static List<MessageId> ids(List<Delivery> batch) {
        List<MessageId> ids = new ArrayList<>(batch.size());
        for (Delivery delivery : batch) {
            ids.add(delivery.id);
        }
        return ids;
    }

    private Commit commit(Delivery delivery) {
        return new Commit(delivery.ref(), !delivery.attempts().isNone(), deletes, delivery.effects());
    }

    private static Park park(Parking parking) {
        return new Park(parking.delivery.hold(), parking.delay, Obituary.line(parking.failure));
    }

    private static Fail fail(Parking failing) {
        Delivery delivery = failing.delivery;
        return new Fail(delivery.hold(), delivery.attempt(), failing.delay, Obituary.line(failing.failure));
    }

    private Bury bury(Burial burial) {
        return new Bury(burial.delivery.hold(), deletes, burial.meta);
    }

    private static int weight(Delivery delivery) {
        int weight = 0;
        for (Effect effect : delivery.effects()) {
            weight += effect.weight();
        }
        return weight;
    }
}
