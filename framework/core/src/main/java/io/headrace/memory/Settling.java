package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Attempts;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Commit;
import io.headrace.broker.Fail;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.PackedList;
import io.headrace.broker.Park;
import io.headrace.broker.Recorded;
import io.headrace.message.EntryRef;
import io.headrace.message.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Ends holds: the twins of {@code commit.lua}, {@code park.lua}, {@code release.lua}, {@code bury.lua} and {@code hasten.lua}. */
final class Settling {
    private static final byte[] META = "meta".getBytes(UTF_8);
    private static final byte[] ENTRY = "entry".getBytes(UTF_8);

    private final GroupSpace group;

    Settling(GroupSpace group) {
        this.group = group;
    }

    Outcome commit(String consumer, Commit message, EffectKinds kinds) {
        BrokerException refusal = kinds.validate(group.space, message.effects());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (!group.ack(message.ref())) {
            return Outcome.SUPERSEDED;
        }
        kinds.apply(group.space, message.effects());
        if (message.recorded() || message.ref().source() == Source.LANE) {
            group.finish(message.ref(), consumer);
        }
        group.takeOff(message.ref(), message.delete());
        return Outcome.DONE;
    }

    Outcome park(String consumer, Park message) {
        EntryRef ref = message.hold().ref();
        Outcome missed = group.missed(message.hold(), consumer);
        if (missed != null) {
            return missed;
        }
        long dueAtMillis = group.space.nowMillis() + message.delayMillis();
        group.space.sortedSet(group.keys.due()).put(ref.wire(), (double) dueAtMillis);
        hand(message.hold(), GroupState.RETRY);
        record(ref, dueAtMillis, message.error());
        group.unmark(ref, consumer);
        return Outcome.DONE;
    }

    /** Makes a parked message due now; tells whether it was parked. */
    boolean hasten(EntryRef ref) {
        if (group.deliveries(ref, GroupState.RETRY) == 0) {
            return false;
        }
        long at = group.space.nowMillis();
        MemorySortedSet due = group.space.sortedSet(group.keys.due());
        Double planned = due.score(ref.wire());
        if (planned == null || planned > at) {
            Attempts known = group.attempts(ref);
            due.put(ref.wire(), (double) at);
            if (!known.isNone()) {
                store(ref, known.dueAt(at));
            }
        }
        return true;
    }

    Recorded fail(String consumer, Fail message) {
        EntryRef ref = message.hold().ref();
        Outcome missed = group.missed(message.hold(), consumer);
        if (missed != null) {
            return new Recorded(missed, Attempts.NONE);
        }
        group.unmark(ref, consumer);
        if (group.attempts(ref).failures() < message.attempt()) {
            record(ref, group.space.nowMillis() + message.delayMillis(), message.error());
        }
        return new Recorded(Outcome.DONE, group.attempts(ref));
    }

    Outcome release(String consumer, Hold hold) {
        Outcome missed = group.missed(hold, consumer);
        if (missed != null) {
            return missed;
        }
        hand(hold, GroupState.FREE);
        group.unmark(hold.ref(), consumer);
        return Outcome.DONE;
    }

    Outcome bury(String consumer, Bury message) {
        BrokerException refusal = group.space.unappendable(group.keys.dead());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        EntryRef ref = message.hold().ref();
        Outcome missed = group.missed(message.hold(), consumer);
        if (missed != null) {
            return missed;
        }
        byte[] entry = original(ref.source(), Objects.requireNonNull(group.body(ref), "body"));
        group.ack(ref);
        group.space.append(group.keys.dead(), List.of(META, message.meta(), ENTRY, entry));
        group.finish(ref, consumer);
        group.takeOff(ref, message.delete());
        return Outcome.DONE;
    }

    /** A lane entry carries its original field list, packed already, in the field {@code entry}. */
    private static byte[] original(Source source, List<byte[]> fields) {
        for (int i = 0; source == Source.LANE && i < fields.size(); i += 2) {
            if (Arrays.equals(fields.get(i), ENTRY)) {
                return fields.get(i + 1);
            }
        }
        return PackedList.pack(fields);
    }

    private void hand(Hold hold, String consumer) {
        EntryRef ref = hold.ref();
        group.group(ref.source()).claim(ref.id(), consumer, hold.deliveries());
    }

    private void record(EntryRef ref, long dueAtMillis, String error) {
        Attempts known = group.attempts(ref);
        long firstFailedAtMillis = known.failures() == 0 ? group.space.nowMillis() : known.firstFailedAtMillis();
        Attempts grown = new Attempts(
                known.failures() + 1, firstFailedAtMillis, dueAtMillis, error, known.crashes(), known.convictions());
        store(ref, grown);
    }

    private void store(EntryRef ref, Attempts attempts) {
        group.space.hash(group.keys.attempts()).put(ref.wire(), attempts.pack());
    }
}
