package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.Attempts;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.error.ErrorCode;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.util.List;
import java.util.Set;
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

    /** Removes the marker of a message that the consumer handled alone. */
    void unmark(EntryRef ref, String consumer) {
        MemoryHash probe = space.hash(keys.probe());
        byte[] marked = probe.value(consumer);
        if (marked != null && new String(marked, US_ASCII).equals(ref.wire())) {
            probe.remove(consumer);
        }
    }

    void forget(EntryRef ref, String consumer) {
        space.sortedSet(keys.due()).remove(ref.wire());
        space.hash(keys.attempts()).remove(ref.wire());
        unmark(ref, consumer);
    }

    /** Why the consumer has no such hold, or {@code null} if it has. A bodiless entry is lost with it. */
    @Nullable
    Outcome missed(Hold hold, String consumer) {
        int deliveries = deliveries(hold.ref(), consumer);
        if (deliveries == 0 || deliveries != hold.deliveries()) {
            return Outcome.SUPERSEDED;
        }
        if (body(hold.ref()) == null) {
            lose(hold.ref(), consumer);
            return Outcome.LOST;
        }
        return null;
    }

    /** The number in this field of {@code control}, or this one if there is none. */
    long control(String field, long absent) {
        byte[] value = space.hash(keys.control()).value(field);
        return value == null ? absent : Long.parseLong(new String(value, US_ASCII));
    }

    void control(String field, String value) {
        space.hash(keys.control()).put(field, value.getBytes(US_ASCII));
    }

    /** The id in this field of {@code control}, or the first one of all. */
    MessageId cursor(String field) {
        byte[] value = space.hash(keys.control()).value(field);
        return value == null ? MessageId.MIN : MessageId.parse(new String(value, US_ASCII));
    }

    /** Ends a hold on an entry whose body is gone. */
    void lose(EntryRef ref, String consumer) {
        if (ack(ref)) {
            space.increment(keys.lost(), 1);
        }
        forget(ref, consumer);
    }

    /** Tidies up after the ack. */
    void finish(EntryRef ref, String consumer) {
        forget(ref, consumer);
        MemoryStream lane = ref.source() == Source.LANE ? space.stream(keys.lane()) : null;
        if (lane != null) {
            lane.delete(ref.id());
        }
    }

    /** Deletes the entry of a settled message, if nobody else reads the stream: the twin of {@code lib_queue.lua}. */
    void takeOff(EntryRef ref, boolean delete) {
        MemoryStream stream = delete && ref.source() == Source.STREAM ? space.stream(keys.stream()) : null;
        if (stream != null
                && stream.groups().size() == 1
                && space.set(keys.groups()).members().equals(Set.of(name))) {
            stream.delete(ref.id());
        }
    }

    /** Milliseconds until the next retry: 0 if overdue, -1 if there is none. */
    long nextDueMillis() {
        Scored first = space.sortedSet(keys.due()).first();
        return first == null ? -1 : Math.max(0, (long) first.score() - space.nowMillis());
    }
}
