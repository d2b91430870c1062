package io.headrace.testkit;

import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.message.EventStream;
import java.util.Set;
import java.util.function.Function;

/**
 * Where the server has the messages of one group, read page by page while nobody works on them: stop or drain the workers
 * before, or what moves meanwhile is seen twice or not at all.
 *
 * <p>A message is known by its identity: the id of its entry, which a replay keeps, or what is found in its value. A
 * pending id whose entry is gone is nowhere in here: nobody can handle it any more.
 *
 * @param undelivered not yet delivered to the group, replayed dead letters included
 * @param pending delivered and neither acked nor dead, parked and released ones included
 * @param dead dead letters, by the identity of the message that died
 * @param settled acked, but still in the stream
 */
public record GroupView(Set<String> undelivered, Set<String> pending, Set<String> dead, Set<String> settled) {
    public GroupView {
        undelivered = Set.copyOf(undelivered);
        pending = Set.copyOf(pending);
        dead = Set.copyOf(dead);
        settled = Set.copyOf(settled);
    }

    /**
     * Looks at this group; a message's identity is its entry's id, {@code 1732000000000-0}. A group that does not exist has
     * got nothing yet. Waits up to 30 s for a server that is down or not ready.
     *
     * @throws io.headrace.error.HeadraceException if the server cannot be read, or a dead letter was not written by
     *     Headrace
     */
    public static GroupView of(Broker broker, GroupRef group) {
        return new GroupReading(
                        broker, group, (entries, entry) -> entries.id(entry).toString())
                .view();
    }

    /**
     * Looks at this group; a message's identity is found in its value: {@code Order::number}. An entry whose value cannot
     * be decoded is known by its id.
     */
    public static <T> GroupView of(
            Broker broker, EventStream<T> stream, String group, Function<? super T, String> identity) {
        return new GroupReading(broker, new GroupRef(stream.name(), group), (entries, entry) -> {
                    try {
                        return identity.apply(entries.value(entry, stream.codec()));
                    } catch (RuntimeException undecodable) {
                        return entries.id(entry).toString();
                    }
                })
                .view();
    }

    /** Whether the server has this message anywhere: in the stream, or as a dead letter, replayed or not. */
    public boolean holds(String identity) {
        return settled.contains(identity)
                || undelivered.contains(identity)
                || pending.contains(identity)
                || dead.contains(identity);
    }

    /** The figures; the identities are too many to print. */
    @Override
    public String toString() {
        return "GroupView[" + undelivered.size() + " undelivered, " + pending.size() + " pending, " + dead.size()
                + " dead, " + settled.size() + " settled]";
    }
}
