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

/** Ends holds: the twins of {@code commit.lua}, {@code park.lua}, {@code release.lua} and {@code bury.lua}. */
final class Settling {
    private static final byte[] META = "meta".getBytes(UTF_8);
    private static final byte[] ENTRY = "entry".getBytes(UTF_8);

    private final GroupSpace group;

    Settling(GroupSpace group) {
        this.group = group;
    }

    Outcome commit(Commit message, EffectKinds kinds) {
        BrokerException refusal = kinds.validate(group.space, message.effects());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        if (!group.ack(message.ref())) {
            return Outcome.SUPERSEDED;
        }
        kinds.apply(group.space, message.effects());
        if (message.recorded() || message.ref().source() == Source.LANE) {
            group.finish(message.ref());
        }
        return Outcome.DONE;
    }

    Outcome park(String consumer, Park message) {
        EntryRef ref = message.hold().ref();
        if (!isHeld(message.hold(), consumer)) {
            return Outcome.SUPERSEDED;
        }
        if (group.body(ref) == null) {
            group.lose(ref);
            return Outcome.LOST;
        }
        long dueAtMillis = group.space.nowMillis() + message.delayMillis();
        group.space.sortedSet(group.keys.due()).put(ref.wire(), (double) dueAtMillis);
        hand(message.hold(), GroupState.RETRY);
        record(ref, dueAtMillis, message.error());
        return Outcome.DONE;
    }

    Recorded fail(String consumer, Fail message) {
        EntryRef ref = message.hold().ref();
        if (!isHeld(message.hold(), consumer)) {
            return new Recorded(Outcome.SUPERSEDED, Attempts.NONE);
        }
        if (group.body(ref) == null) {
            group.lose(ref);
            return new Recorded(Outcome.LOST, Attempts.NONE);
        }
        if (group.attempts(ref).failures() < message.attempt()) {
            record(ref, group.space.nowMillis() + message.delayMillis(), message.error());
        }
        return new Recorded(Outcome.DONE, group.attempts(ref));
    }

    Outcome release(String consumer, Hold hold) {
        if (!isHeld(hold, consumer)) {
            return Outcome.SUPERSEDED;
        }
        if (group.body(hold.ref()) == null) {
            group.lose(hold.ref());
            return Outcome.LOST;
        }
        hand(hold, GroupState.FREE);
        return Outcome.DONE;
    }

    Outcome bury(String consumer, Bury message) {
        BrokerException refusal = group.space.unappendable(group.keys.dead());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        EntryRef ref = message.hold().ref();
        if (!isHeld(message.hold(), consumer)) {
            return Outcome.SUPERSEDED;
        }
        List<byte[]> fields = group.body(ref);
        if (fields == null) {
            group.lose(ref);
            return Outcome.LOST;
        }
        byte[] entry = original(ref.source(), fields);
        if (!group.ack(ref)) {
            return Outcome.SUPERSEDED;
        }
        group.space.append(group.keys.dead(), List.of(META, message.meta(), ENTRY, entry));
        group.finish(ref);
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

    private boolean isHeld(Hold hold, String consumer) {
        int deliveries = group.deliveries(hold.ref(), consumer);
        return deliveries != 0 && deliveries == hold.deliveries();
    }

    private void hand(Hold hold, String consumer) {
        EntryRef ref = hold.ref();
        group.group(ref.source()).claim(ref.id(), consumer, hold.deliveries());
    }

    private void record(EntryRef ref, long dueAtMillis, String error) {
        Attempts known = group.attempts(ref);
        long firstFailedAtMillis = known.failures() == 0 ? group.space.nowMillis() : known.firstFailedAtMillis();
        Attempts grown = new Attempts(known.failures() + 1, firstFailedAtMillis, dueAtMillis, error);
        group.space.hash(group.keys.attempts()).put(ref.wire(), grown.pack());
    }
}
