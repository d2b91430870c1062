package io.headrace.engine;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claimed;
import io.headrace.broker.Claims;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetched;
import io.headrace.message.Source;
import io.headrace.observe.Flow;
import java.time.Duration;

/**
 * Makes deliveries of what replies bring, and puts them into our hands. What was brought under a name that we have lost is
 * left to whoever takes over from that name.
 */
final class Intake {
    private final Desk desk;
    private final Lease lease;
    private final InFlight inFlight;
    private final Handling handling;

    Intake(Desk desk, Lease lease, InFlight inFlight, Handling handling) {
        this.desk = desk;
        this.lease = lease;
        this.inFlight = inFlight;
        this.handling = handling;
    }

    /** What was read under this name. */
    void fetched(String holder, Fetched fetched) {
        EntryBatch fresh = fetched.stream();
        int count = fresh.size() + fetched.lane().size();
        desk.events().moved(Flow.FETCHED, count);
        if (!holder.equals(lease.consumer())) {
            desk.events().moved(Flow.ABANDONED, count);
            return;
        }
        add(holder, Source.LANE, fetched.lane());
        add(holder, Source.STREAM, fresh);
    }

    /** What was claimed under this name. */
    void claimed(String holder, Claims claims) {
        arrived(holder, claims, Flow.CLAIMED);
    }

    /** What was found pending under this name, unknown here. */
    void adopted(String holder, Claims claims) {
        arrived(holder, claims, Flow.ADOPTED);
    }

    private void arrived(String holder, Claims claims, Flow flow) {
        desk.events().moved(flow, claims.claimed().size() + claims.lost().size());
        claims.lost().forEach(desk.events()::lost);
        if (!holder.equals(lease.consumer())) {
            desk.events().moved(Flow.ABANDONED, claims.claimed().size());
            return;
        }
        for (Claimed claimed : claims.claimed()) {
            if (inFlight.holdAnew(holder, claimed) == null) {
                add(holder, claimed, claims.nowMillis());
            } else { // the hold that came in first has ended; the message goes on under this one
                desk.events().moved(Flow.ABANDONED, 1);
            }
        }
    }

    private void add(String holder, Source source, EntryBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            add(new Delivery(holder, source, 1, Attempts.NONE, batch, i));
        }
    }

    private void add(String holder, Claimed claimed, long nowMillis) {
        Delivery delivery = new Delivery(
                holder,
                claimed.hold().ref().source(),
                claimed.hold().deliveries(),
                claimed.attempts(),
                claimed.batch(),
                claimed.entry());
        long early = claimed.attempts().dueAtMillis() - nowMillis;
        if (early > 0) { // its worker kept it until its next attempt, and is gone
            delivery.dueAt(desk.now() + Duration.ofMillis(early).toNanos());
        }
        add(delivery);
    }

    private void add(Delivery delivery) {
        inFlight.add(delivery);
        handling.add(delivery);
    }
}
