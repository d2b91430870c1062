package io.headrace.memory;

import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group of one stream: how far it has read, and its pending list. An id is pending under exactly one consumer;
 * the index by consumer mirrors the pending list. For use within {@link InMemoryBroker#keyspace} only.
 */
public final class MemoryGroup {
    private final NavigableMap<MessageId, Pending> pending = new TreeMap<>();
    private final Map<String, NavigableSet<MessageId>> heldBy = new HashMap<>();
    private final Map<String, Long> seenAtMillis = new HashMap<>();
    private final Ticker ticker;
    private MessageId lastDelivered;

    MemoryGroup(MessageId lastDelivered, Ticker ticker) {
        this.lastDelivered = lastDelivered;
        this.ticker = ticker;
    }

    /** The last id delivered to a consumer of the group. */
    public MessageId lastDelivered() {
        return lastDelivered;
    }

    /** As {@code XGROUP SETID}. */
    void moveTo(MessageId position) {
        lastDelivered = position;
    }

    /** The id up to which everything is settled; what is after the position is so in no case. */
    MessageId checkpoint() {
        return pending.isEmpty() || pending.firstKey().compareTo(lastDelivered) > 0
                ? lastDelivered
                : pending.firstKey().previous();
    }

    /** The pending list, unmodifiable. */
    public NavigableMap<MessageId, Pending> pending() {
        return Collections.unmodifiableNavigableMap(pending);
    }

    /** Creates the consumer if it is missing. */
    void consumer(String name) {
        held(name);
        seenAtMillis.put(name, ticker.millis());
    }

    /** Consumers, with or without anything pending, and when each read or claimed last. */
    Map<String, Long> consumers() {
        return Collections.unmodifiableMap(seenAtMillis);
    }

    /** Notes the first delivery of an entry. */
    void deliver(MessageId id, String consumer) {
        lastDelivered = id;
        hold(id, new Pending(consumer, 1, ticker.millis()));
    }

    /** The entry's delivery count if this consumer holds it, else 0. */
    int deliveries(MessageId id, String consumer) {
        Pending entry = pending.get(id);
        return entry != null && entry.holder().equals(consumer) ? entry.deliveries() : 0;
    }

    /** As {@code XCLAIM … 0 id RETRYCOUNT deliveries JUSTID}: nothing happens unless the entry is pending. */
    void claim(MessageId id, String consumer, int deliveries) {
        if (ack(id)) {
            consumer(consumer);
            hold(id, new Pending(consumer, deliveries, ticker.millis()));
        }
    }

    /** Takes the entry off the pending list; tells whether it was there. */
    boolean ack(MessageId id) {
        Pending entry = pending.remove(id);
        return entry != null && held(entry.holder()).remove(id);
    }

    /** Ids pending under this consumer after {@code after}, in order, at most {@code count}. */
    List<MessageId> heldBy(String consumer, @Nullable MessageId after, int count) {
        NavigableSet<MessageId> ids = heldBy.getOrDefault(consumer, Collections.emptyNavigableSet());
        return (after == null ? ids : ids.tailSet(after, false))
                .stream().limit(count).toList();
    }

    /** Pending ids from this one on, in order, at most {@code count}. */
    List<MessageId> pendingFrom(MessageId first, int count) {
        return pending.tailMap(first, true).keySet().stream().limit(count).toList();
    }

    /** Consumers that hold something, and how much. */
    SortedMap<String, Long> pendingByConsumer() {
        SortedMap<String, Long> counts = new TreeMap<>();
        heldBy.forEach((consumer, ids) -> {
            if (!ids.isEmpty()) {
                counts.put(consumer, (long) ids.size());
            }
        });
        return counts;
    }

    /** Removes the consumer and what it holds. */
    void removeConsumer(String name) {
        seenAtMillis.remove(name);
        NavigableSet<MessageId> ids = heldBy.remove(name);
        if (ids != null) {
            ids.forEach(pending::remove);
        }
    }

    private void hold(MessageId id, Pending entry) {
        Pending before = pending.put(id, entry);
        if (before != null) {
            held(before.holder()).remove(id);
        }
        held(entry.holder()).add(id);
    }

    private NavigableSet<MessageId> held(String consumer) {
        return heldBy.computeIfAbsent(consumer, name -> new TreeSet<>());
    }

    /**
     * A pending entry.
     *
     * @param holder          the consumer that holds it
     * @param deliveries      the delivery count
     * @param heldSinceMillis when the consumer got it
     */
    public record Pending(String holder, int deliveries, long heldSinceMillis) {}
}
