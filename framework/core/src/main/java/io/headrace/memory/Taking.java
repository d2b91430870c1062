package io.headrace.memory;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claimed;
import io.headrace.broker.Claims;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.util.ArrayList;
import java.util.List;

/** Begins new holds: the twin of {@code lib_take.lua}, {@code claim.lua} and {@code adopt.lua}. For one call. */
final class Taking {
    private final GroupSpace group;
    private final String consumer;
    private final List<Hold> taken = new ArrayList<>();
    private final List<Attempts> attempts = new ArrayList<>();
    private final EntryBatch.Builder bodies = new EntryBatch.Builder();
    private final List<EntryRef> gone = new ArrayList<>();

    Taking(GroupSpace group, String consumer) {
        this.group = group;
        this.consumer = consumer;
    }

    Claims claim(int count) {
        takeDue(count);
        takeReleased(Source.STREAM, count);
        takeReleased(Source.LANE, count);
        return claims();
    }

    Claims adopt(List<EntryRef> entries) {
        for (EntryRef ref : entries) {
            int deliveries = group.deliveries(ref, consumer);
            if (deliveries != 0) {
                take(ref, deliveries);
            }
        }
        return claims();
    }

    private void takeDue(int count) {
        MemorySortedSet due = group.space.sortedSet(group.keys.due());
        for (String wire : due.upTo((double) group.space.nowMillis(), count)) {
            EntryRef ref = EntryRef.parse(wire);
            int deliveries = group.deliveries(ref, GroupState.RETRY);
            if (deliveries != 0) {
                take(ref, deliveries);
                due.remove(wire);
            } else {
                group.forget(ref, consumer);
            }
        }
    }

    private void takeReleased(Source source, int count) {
        int room = count - taken.size();
        if (room > 0) {
            for (MessageId id : group.group(source).heldBy(GroupState.FREE, null, room)) {
                EntryRef ref = new EntryRef(source, id);
                take(ref, group.deliveries(ref, GroupState.FREE));
            }
        }
    }

    /** Takes an entry whose last hold had this delivery count. */
    void take(EntryRef ref, int deliveries) {
        List<byte[]> body = group.body(ref);
        if (body == null) {
            group.lose(ref, consumer);
            gone.add(ref);
            return;
        }
        group.group(ref.source()).claim(ref.id(), consumer, deliveries + 1);
        attempts.add(group.attempts(ref));
        taken.add(new Hold(ref, deliveries + 1));
        bodies.entry(ref.id()).slices(body);
    }

    int count() {
        return taken.size();
    }

    /** What was taken and lost. */
    Claims claims() {
        EntryBatch batch = bodies.build();
        List<Claimed> claimed = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            claimed.add(new Claimed(taken.get(i), attempts.get(i), batch, i));
        }
        return new Claims(claimed, List.copyOf(gone), group.nextDueMillis(), group.space.nowMillis());
    }
}
