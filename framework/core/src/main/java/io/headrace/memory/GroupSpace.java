package io.headrace.memory;

import io.headrace.broker.Attempts;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.error.ErrorCode;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.message.EntryRef;
import io.headrace.message.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one group, and finding and ending holds on its entries: the twin of {@code lib_hold.lua}. */
final class GroupSpace {
    final Keyspace space;
    final GroupKeys keys;
    final String name;

    GroupSpace(Keyspace space, GroupRef ref) {
        this.space = space;
        this.keys = GroupKeys.of(ref);
        this.name = ref.group();
    }

    String key(Source source) {
        return source == Source.LANE ? keys.lane() : keys.stream();
    }

    /** The group of the stream or of the lane. Fails where the server answers NOGROUP. */
    MemoryGroup group(Source source) {
        MemoryStream stream = space.stream(key(source));
        MemoryGroup group = stream == null ? null : stream.group(name);
        if (group == null) {
            throw Keyspace.refused(
                    ErrorCode.NO_GROUP, "Group \"" + name + "\" of \"" + key(source) + "\" does not exist.");
        }
        return group;
    }

    /** Takes the entry off the pending list; tells whether it was there. A missing group has nothing pending. */
    boolean ack(EntryRef ref) {
        MemoryStream stream = space.stream(key(ref.source()));
        MemoryGroup group = stream == null ? null : stream.group(name);
        return group != null && group.ack(ref.id());
    }

    /** The entry's delivery count if this consumer holds it, else 0. */
    int deliveries(EntryRef ref, String consumer) {
        return group(ref.source()).deliveries(ref.id(), consumer);
    }

    /** The entry's names and values in turn, or {@code null} if it was deleted. */
    @Nullable
    List<byte[]> body(EntryRef ref) {
        MemoryStream stream = space.stream(key(ref.source()));
        return stream == null ? null : stream.entry(ref.id());
    }

    /** What is remembered of the entry's failures. */
    Attempts attempts(EntryRef ref) {
        byte[] packed = space.hash(keys.attempts()).value(ref.wire());
        return packed == null ? Attempts.NONE : Attempts.unpack(packed);
    }

    void forget(EntryRef ref) {
        space.hash(keys.attempts()).remove(ref.wire());
        space.sortedSet(keys.due()).remove(ref.wire());
    }

    /** Ends a hold on an entry whose body is gone. */
    void lose(EntryRef ref) {
        if (ack(ref)) {
            space.increment(keys.lost(), 1);
        }
        forget(ref);
    }

    /** Tidies up after the ack. */
    void finish(EntryRef ref) {
        forget(ref);
        MemoryStream lane = ref.source() == Source.LANE ? space.stream(keys.lane()) : null;
        if (lane != null) {
            lane.delete(ref.id());
        }
    }

    /** Milliseconds until the next retry: 0 if overdue, -1 if there is none. */
    long nextDueMillis() {
        Scored first = space.sortedSet(keys.due()).first();
        return first == null ? -1 : Math.max(0, (long) first.score() - space.nowMillis());
    }
}
