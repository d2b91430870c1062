package io.headrace.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A sorted set: members by score, then by name. For use within {@link InMemoryBroker#keyspace} only. */
public final class MemorySortedSet implements Value {
    private final Map<String, Scored> scores = new HashMap<>();
    private final NavigableSet<Scored> order =
            new TreeSet<>(Comparator.comparingDouble(Scored::score).thenComparing(Scored::member));

    MemorySortedSet() {}

    /** Adds the member or moves it to this score. */
    public void put(String member, double score) {
        remove(member);
        Scored scored = new Scored(member, score);
        scores.put(member, scored);
        order.add(scored);
    }

    /** Removes the member; tells whether it was there. */
    public boolean remove(String member) {
        Scored known = scores.remove(member);
        return known != null && order.remove(known);
    }

    /** The member's score, or {@code null} if it is not there. */
    public @Nullable Double score(String member) {
        Scored known = scores.get(member);
        return known == null ? null : known.score();
    }

    /** The first member, or {@code null} if there is none. */
    public @Nullable Scored first() {
        return order.isEmpty() ? null : order.first();
    }

    /** Members with at most this score, in order, at most {@code count} of them. */
    public List<String> upTo(double score, int count) {
        return order.stream()
                .takeWhile(scored -> scored.score() <= score)
                .limit(count)
                .map(Scored::member)
                .toList();
    }

    /** Members and scores in order; a copy. */
    public List<Scored> members() {
        return List.copyOf(order);
    }

    @Override
    public String type() {
        return "zset";
    }

    @Override
    public boolean isAbsent() {
        return order.isEmpty();
    }

    /** A member and its score. */
    public record Scored(String member, double score) {}
}
