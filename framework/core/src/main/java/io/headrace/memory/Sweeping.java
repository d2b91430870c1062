package io.headrace.memory;

import io.headrace.broker.Attempts;
import io.headrace.broker.GroupState;
import io.headrace.broker.Swept;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One step of the sweep: the twin of {@code sweep.lua} and {@code lib_tidy.lua}. For one call. */
final class Sweeping {
    private static final int COUNT = 100;
    private static final int LOOKS_PER_COUNT = 10; // as XAUTOCLAIM

    private final GroupSpace group;
    private final long at;
    private final List<EntryRef> gone = new ArrayList<>();
    private int restored;

    Sweeping(GroupSpace group) {
        this.group = group;
        this.at = group.space.nowMillis();
    }

    Swept sweep(Duration lease) {
        for (Source source : Source.values()) {
            dropBodiless(source);
        }
        for (Source source : Source.values()) {
            restore(source, lease);
        }
        List.copyOf(group.space.hash(group.keys.attempts()).fields().keySet()).forEach(this::tidy);
        group.space.sortedSet(group.keys.due()).members().stream()
                .map(Scored::member)
                .forEach(this::tidy);
        group.control("swept", Long.toString(at));
        return new Swept(gone, restored);
    }

    private void dropBodiless(Source source) {
        MemoryGroup pending = group.group(source);
        pending.consumer("~sweep");
        String field = source.mark() + ":swept";
        List<MessageId> page = pending.pendingFrom(group.cursor(field), COUNT * LOOKS_PER_COUNT + 1);
        int looked = 0;
        int dropped = 0;
        while (looked < Math.min(page.size(), COUNT * LOOKS_PER_COUNT) && dropped < COUNT) {
            EntryRef ref = new EntryRef(source, page.get(looked++));
            if (group.body(ref) == null) {
                group.lose(ref, "~sweep");
                gone.add(ref);
                dropped++;
            }
        }
        group.control(field, (looked < page.size() ? page.get(looked) : MessageId.MIN).toString());
    }

    private void restore(Source source, Duration lease) {
        String field = source.mark() + ":parked";
        List<MessageId> parked = group.group(source).heldBy(GroupState.RETRY, group.cursor(field), COUNT);
        MemorySortedSet due = group.space.sortedSet(group.keys.due());
        for (MessageId id : parked) {
            EntryRef ref = new EntryRef(source, id);
            if (due.score(ref.wire()) == null) {
                Attempts known = group.attempts(ref);
                due.put(ref.wire(), (double) (known.isNone() ? at + lease.toMillis() : known.dueAtMillis()));
                restored++;
            }
        }
        group.control(field, (parked.size() == COUNT ? parked.get(COUNT - 1) : MessageId.MIN).toString());
    }

    private void tidy(String wire) {
        EntryRef ref = EntryRef.parse(wire);
        if (!group.group(ref.source()).pending().containsKey(ref.id())) {
            group.forget(ref, "~sweep");
        }
    }
}
