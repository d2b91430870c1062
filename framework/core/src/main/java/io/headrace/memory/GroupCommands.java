package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupState;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The twins of {@code open.lua}, {@code retire.lua}, {@code inspect.lua} and of single commands. */
final class GroupCommands {
    private final GroupSpace group;

    GroupCommands(GroupSpace group) {
        this.group = group;
    }

    boolean open(Start start) {
        Keyspace space = group.space;
        MemoryStream known = space.stream(group.keys.stream());
        space.streamOrNew(group.keys.lane()).createGroup(group.name, MessageId.MIN);
        MessageId lastId = known == null ? MessageId.MIN : known.lastId();
        byte[] checkpoint = space.string(group.keys.checkpoint());
        boolean resumed = start.resumed() || checkpoint != null;
        MessageId position =
                checkpoint == null ? position(start, lastId) : MessageId.parse(new String(checkpoint, US_ASCII));
        boolean created = space.streamOrNew(group.keys.stream())
                .createGroup(group.name, resumed && lastId.compareTo(position) < 0 ? MessageId.MIN : position);
        space.set(group.keys.groups()).add(group.name);
        return created;
    }

    /** As {@code XREADGROUP … > >}. */
    Fetched fetch(String consumer, Fetch request) {
        MemoryGroup stream = request.stream() ? group.group(Source.STREAM) : null;
        MemoryGroup lane = request.lane() ? group.group(Source.LANE) : null;
        return new Fetched(
                stream == null ? EntryBatch.EMPTY : deliver(Source.STREAM, stream, consumer, request.count()),
                lane == null ? EntryBatch.EMPTY : deliver(Source.LANE, lane, consumer, request.count()));
    }

    int ack(List<MessageId> ids) {
        return (int) ids.stream()
                .filter(id -> group.ack(new EntryRef(Source.STREAM, id)))
                .count();
    }

    List<MessageId> held(String consumer, Source source, MessageId after, int count) {
        return group.group(source).heldBy(consumer, after, count);
    }

    boolean retire(String consumer) {
        for (Source source : Source.values()) {
            if (!group.group(source).heldBy(consumer, null, 1).isEmpty()) {
                return false;
            }
        }
        for (Source source : Source.values()) {
            group.group(source).removeConsumer(consumer);
        }
        group.space.sortedSet(group.keys.alive()).remove(consumer);
        group.space.hash(group.keys.probe()).remove(consumer);
        return true;
    }

    GroupState inspect() {
        Map<String, Long> pending = new TreeMap<>();
        for (Source source : Source.values()) {
            group.group(source)
                    .pendingByConsumer()
                    .forEach((consumer, held) -> pending.merge(consumer, held, Long::sum));
        }
        return new GroupState(
                pending,
                group.space.hash(group.keys.attempts()).fields().size(),
                group.space.sortedSet(group.keys.due()).members().size(),
                length(group.keys.dead()),
                length(group.keys.lane()),
                group.space.integer(group.keys.lost()));
    }

    private EntryBatch deliver(Source source, MemoryGroup to, String consumer, int count) {
        to.consumer(consumer);
        EntryBatch fresh = group.space.streamOrNew(group.key(source)).fresh(to, count);
        for (int i = 0; i < fresh.size(); i++) {
            to.deliver(fresh.id(i), consumer);
        }
        return fresh;
    }

    private long length(String key) {
        MemoryStream stream = group.space.stream(key);
        return stream == null ? 0 : stream.length();
    }

    static MessageId position(Start start, MessageId lastId) {
        try {
            return start.position().equals("$") ? lastId : MessageId.parse(start.position());
        } catch (HeadraceException malformed) {
            throw BrokerException.refused(
                    ErrorCode.SERVER_REFUSED, "Not a start position: \"" + start.position() + "\".", malformed);
        }
    }
}
