package io.headrace.memory;

import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.GroupState;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.PendingEntry;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a group looks like: the twin of {@code group.lua}, {@code consumers.lua}, {@code pending.lua}, {@code parked.lua}. */
final class Looking {
    private static final long NEVER = -1;

    private final GroupSpace group;
    private final long at;

    Looking(GroupSpace group) {
        this.group = group;
        this.at = group.space.nowMillis();
    }

    GroupStatus status() {
        MemoryGroup stream = group.group(Source.STREAM);
        MemoryGroup lane = laneGroup();
        List<Scored> leases = group.space.sortedSet(group.keys.alive()).members();
        int alive = (int) leases.stream().filter(lease -> lease.score() > at).count();
        return new GroupStatus(
                stream.lastDelivered(),
                stream.checkpoint(),
                lag(Source.STREAM, stream),
                lane == null ? 0 : lag(Source.LANE, lane),
                false,
                stream.pending().size() + (lane == null ? 0 : lane.pending().size()),
                held(GroupState.RETRY, stream, lane),
                group.space
                        .sortedSet(group.keys.due())
                        .upTo((double) at, Integer.MAX_VALUE)
                        .size(),
                held(GroupState.FREE, stream, lane),
                length(group.keys.lane()),
                length(group.keys.dead()),
                group.space.integer(group.keys.lost()),
                alive,
                leases.size() - alive,
                at);
    }

    List<ConsumerStatus> consumers() {
        MemoryGroup stream = group.group(Source.STREAM);
        MemoryGroup lane = laneGroup();
        MemorySortedSet alive = group.space.sortedSet(group.keys.alive());
        TreeSet<String> names = new TreeSet<>(stream.consumers().keySet());
        names.addAll(lane == null ? List.of() : lane.consumers().keySet());
        alive.members().forEach(lease -> names.add(lease.member()));
        return names.stream()
                .map(name -> consumer(name, stream, lane, alive.score(name)))
                .filter(status -> !status.isEmptyShelf())
                .toList();
    }

    private ConsumerStatus consumer(
            String name, MemoryGroup stream, @Nullable MemoryGroup lane, @Nullable Double leasedUntil) {
        long seenAt = Math.max(seenAt(name, stream), lane == null ? NEVER : seenAt(name, lane));
        return ConsumerStatus.of(
                name,
                held(name, stream, null),
                lane == null ? 0 : held(name, lane, null),
                seenAt == NEVER ? -1 : at - seenAt,
                leasedUntil != null,
                leasedUntil == null ? 0 : leasedUntil.longValue() - at);
    }

    List<PendingEntry> pending(Source source, @Nullable String consumer, MessageId after, int count) {
        MemoryGroup pending = group.group(source);
        return pending.pending().tailMap(after, false).entrySet().stream()
                .filter(entry -> consumer == null || entry.getValue().holder().equals(consumer))
                .limit(count)
                .map(entry -> {
                    EntryRef ref = new EntryRef(source, entry.getKey());
                    MemoryGroup.Pending held = entry.getValue();
                    return new PendingEntry(
                            ref, held.holder(), at - held.heldSinceMillis(), held.deliveries(), group.attempts(ref));
                })
                .toList();
    }

    List<ParkedEntry> parked(long offset, int count) {
        return group.space.sortedSet(group.keys.due()).members().stream()
                .skip(offset)
                .limit(count)
                .map(each -> {
                    EntryRef ref = EntryRef.parse(each.member());
                    return new ParkedEntry(ref, (long) each.score(), group.attempts(ref));
                })
                .toList();
    }

    private static long seenAt(String name, MemoryGroup of) {
        return of.consumers().getOrDefault(name, NEVER);
    }

    private static long held(String consumer, MemoryGroup stream, @Nullable MemoryGroup lane) {
        Map<String, Long> inLane = lane == null ? Map.of() : lane.pendingByConsumer();
        return stream.pendingByConsumer().getOrDefault(consumer, 0L) + inLane.getOrDefault(consumer, 0L);
    }

    private long lag(Source source, MemoryGroup read) {
        MemoryStream stream = group.space.stream(group.key(source));
        return stream == null ? 0 : stream.between(read.lastDelivered(), MessageId.MAX);
    }

    private @Nullable MemoryGroup laneGroup() {
        MemoryStream lane = group.space.stream(group.keys.lane());
        return lane == null ? null : lane.group(group.name);
    }

    private long length(String key) {
        MemoryStream stream = group.space.stream(key);
        return stream == null ? 0 : stream.length();
    }
}
