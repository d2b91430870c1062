package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.codec.Codec;
import io.headrace.deadletter.Provenance;
import io.headrace.message.MessageId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Everything that ever was on the server, also what has been removed since; and what became of it. */
final class Ledger {
    private static final int ALL = 100_000;

    private final World world;
    private final List<GroupRef> groups;
    private final Map<String, Log> logs = new LinkedHashMap<>();
    /** Ids that a handler has come to its end with, by group. */
    private final Map<GroupRef, Set<MessageId>> handled = new HashMap<>();
    /** Values that were sent, with the id that was confirmed, if it was. */
    private final Map<String, MessageId> confirmed = new LinkedHashMap<>();

    private final Map<String, MessageId> replayed = new LinkedHashMap<>();
    private final Map<GroupRef, Letters> letters = new HashMap<>();

    /** A stream's entries, and which of them a stranger has deleted. */
    private static final class Log {
        final Map<MessageId, String> values = new TreeMap<>();
        final Map<String, Integer> counts = new HashMap<>();
        final Set<MessageId> deleted = new HashSet<>();
        MessageId seen = MessageId.MIN;

        void add(MessageId id, String value) {
            if (values.putIfAbsent(id, value) == null) {
                counts.merge(value, 1, Integer::sum);
            }
        }
    }

    /** A group's dead letters, counted by their value, and by value and reason. */
    private static final class Letters {
        final Map<String, Integer> counts = new HashMap<>();
        MessageId seen = MessageId.MIN;
    }

    Ledger(World world, List<GroupRef> groups) {
        this.world = world;
        this.groups = groups;
    }

    /** Takes down what is new in these streams. */
    void scan() {
        for (String stream : new String[] {Simulation.IN, Simulation.OUT}) {
            Log log = log(stream);
            EntryBatch fresh = read(stream, log.seen);
            for (int i = 0; i < fresh.size(); i++) {
                log.add(fresh.id(i), fresh.data(i, Codec.utf8()::decode));
                log.seen = fresh.id(i);
            }
        }
        groups.forEach(this::scanDead);
    }

    private void scanDead(GroupRef group) {
        Letters known = letters(group);
        EntryBatch dead = read(GroupKeys.of(group).dead(), known.seen);
        for (int i = 0; i < dead.size(); i++) {
            known.seen = dead.id(i);
            EntryBatch entry = EntryBatch.of(MessageId.MIN, PackedList.unpack("entry", field(dead, i, "entry")));
            String value = entry.data(0, Codec.utf8()::decode);
            known.counts.merge(value, 1, Integer::sum);
            String reason = Provenance.unpack(field(dead, i, "meta")).reason();
            known.counts.merge(value + ' ' + reason, 1, Integer::sum);
        }
    }

    private EntryBatch read(String key, MessageId after) {
        MessageId from = new MessageId(after.millis(), after.sequence() + 1);
        return Broker.await(world.server.read(key, from, MessageId.MAX, ALL));
    }

    private static byte[] field(EntryBatch dead, int index, String name) {
        return Objects.requireNonNull(dead.value(index, name), name);
    }

    private Letters letters(GroupRef group) {
        return letters.computeIfAbsent(group, none -> new Letters());
    }

    private Log log(String stream) {
        return logs.computeIfAbsent(stream, none -> new Log());
    }

    /** A handler has seen this entry; it may be gone before the next scan. */
    void seen(String stream, MessageId id, String value) {
        log(stream).add(id, value); // a replayed message has another value, but the id it had at first
    }

    void handled(GroupRef group, MessageId id) {
        handled.computeIfAbsent(group, none -> new HashSet<>()).add(id);
    }

    boolean isHandled(GroupRef group, MessageId id) {
        return handled.getOrDefault(group, Set.of()).contains(id);
    }

    void confirmed(String value, MessageId id) {
        confirmed.put(value, id);
    }

    /** Values whose send was confirmed. */
    Map<String, MessageId> confirmed() {
        return confirmed;
    }

    /** A stranger deletes this entry. */
    void deleted(String stream, MessageId id) {
        log(stream).deleted.add(id);
    }

    boolean isDeleted(String stream, MessageId id) {
        return log(stream).deleted.contains(id);
    }

    /** Entries that a stranger has deleted. */
    Set<MessageId> deleted(String stream) {
        return log(stream).deleted;
    }

    /** An operator has put this value in place of the message that was rejected. */
    void replayed(String value, MessageId id) {
        replayed.put(value, id);
    }

    Map<String, MessageId> replayed() {
        return replayed;
    }

    /** All entries that the stream ever had. */
    Map<MessageId, String> entries(String stream) {
        return log(stream).values;
    }

    /** How many entries with this value the stream ever had. */
    int count(String stream, String value) {
        return log(stream).counts.getOrDefault(value, 0);
    }

    /** How often the value became a dead letter of this group, for whatever reason. */
    int dead(GroupRef group, String value) {
        return letters(group).counts.getOrDefault(value, 0);
    }

    /** How often the value became a dead letter of this group for this reason. */
    int dead(GroupRef group, String value, String reason) {
        return letters(group).counts.getOrDefault(value + ' ' + reason, 0);
    }
}
