package io.headrace.memory;

import io.headrace.broker.EntryBatch;
import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream: entries in the order of their ids, the last id ever given, and groups. For use within
 * {@link InMemoryBroker#keyspace} only.
 */
public final class MemoryStream implements Value {
    private final NavigableMap<MessageId, List<byte[]>> entries = new TreeMap<>();
    private final Map<String, MemoryGroup> groups = new HashMap<>();
    private final Ticker ticker;
    private MessageId lastId = MessageId.MIN;
    private long added;

    MemoryStream(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Appends an entry of these names and values; its id is the time, or follows the last id if that is not older. */
    MessageId append(long nowMillis, List<byte[]> fields) {
        boolean later = Long.compareUnsigned(nowMillis, lastId.millis()) > 0;
        lastId = later ? new MessageId(nowMillis, 0) : lastId.next();
        added++;
        entries.put(lastId, fields.stream().map(byte[]::clone).toList());
        return lastId;
    }

    /** Whether no id is left after the last one. */
    boolean isUsedUp() {
        return lastId.equals(MessageId.MAX);
    }

    /** The last id given, also if its entry was deleted. */
    public MessageId lastId() {
        return lastId;
    }

    /** How many entries there are. */
    public int length() {
        return entries.size();
    }

    /** How many entries were ever appended. */
    long added() {
        return added;
    }

    /** The id of the oldest entry, {@link MessageId#MIN} if there is none. */
    MessageId firstId() {
        return entries.isEmpty() ? MessageId.MIN : entries.firstKey();
    }

    /** How many entries come after the one id, and not after the other. */
    long between(MessageId after, MessageId upTo) {
        return after.compareTo(upTo) >= 0
                ? 0
                : entries.subMap(after, false, upTo, true).size();
    }

    /** The entry's names and values in turn, or {@code null} if it was deleted. */
    public @Nullable List<byte[]> entry(MessageId id) {
        return entries.get(id);
    }

    /** Deletes the entry, as {@code XDEL} and {@code XTRIM} do; tells whether it was there. */
    public boolean delete(MessageId id) {
        return entries.remove(id) != null;
    }

    /** Deletes all entries before this one; returns how many. */
    long deleteBefore(MessageId first) {
        Map<MessageId, List<byte[]>> old = entries.headMap(first, false);
        long count = old.size();
        old.clear();
        return count;
    }

    /** Deletes the oldest entries until this many are left; returns how many went. */
    long deleteAllBut(long length) {
        long count = Math.max(0, entries.size() - length);
        for (long i = 0; i < count; i++) {
            entries.pollFirstEntry();
        }
        return count;
    }

    /** Entries between two ids, both included, at most {@code count}. */
    EntryBatch range(MessageId from, MessageId to, int count) {
        return from.compareTo(to) > 0 ? EntryBatch.EMPTY : batch(entries.subMap(from, true, to, true), count);
    }

    /** The newest entries, the newest first, at most {@code count}. */
    EntryBatch latest(int count) {
        return batch(entries.descendingMap(), count);
    }

    /** Entries that the group has not seen yet, at most {@code count}. */
    EntryBatch fresh(MemoryGroup group, int count) {
        boolean none = entries.isEmpty() || entries.lastKey().compareTo(group.lastDelivered()) <= 0;
        return none ? EntryBatch.EMPTY : batch(entries.tailMap(group.lastDelivered(), false), count);
    }

    /** The group of this name, or {@code null} if there is none. */
    public @Nullable MemoryGroup group(String name) {
        return groups.get(name);
    }

    /** All groups by name, unmodifiable. */
    Map<String, MemoryGroup> groups() {
        return Collections.unmodifiableMap(groups);
    }

    /** Creates the group, which has read up to {@code lastDelivered}; tells whether it is new. */
    boolean createGroup(String name, MessageId lastDelivered) {
        return groups.putIfAbsent(name, new MemoryGroup(lastDelivered, ticker)) == null;
    }

    /** Removes the group with all that is pending in it; tells whether it was there. */
    public boolean destroyGroup(String name) {
        return groups.remove(name) != null;
    }

    /** As {@code XGROUP SETID}; tells whether the group is there. */
    public boolean moveGroup(String name, MessageId position) {
        MemoryGroup group = groups.get(name);
        if (group != null) {
            group.moveTo(position);
        }
        return group != null;
    }

    @Override
    public String type() {
        return "stream";
    }

    @Override
    public boolean isAbsent() {
        return false;
    }

    private static EntryBatch batch(Map<MessageId, List<byte[]>> entries, int count) {
        EntryBatch.Builder batch = new EntryBatch.Builder();
        entries.entrySet().stream()
                .limit(count)
                .forEach(entry -> batch.entry(entry.getKey()).slices(entry.getValue()));
        return batch.build();
    }
}
