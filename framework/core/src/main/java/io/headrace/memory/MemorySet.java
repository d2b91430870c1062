package io.headrace.memory;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** A set of strings. For use within {@link InMemoryBroker#keyspace} only. */
public final class MemorySet implements Value {
    private final SortedSet<String> members = new TreeSet<>();

    MemorySet() {}

    /** Adds a member; tells whether it is new. */
    public boolean add(String member) {
        return members.add(member);
    }

    /** The members, unmodifiable. */
    public SortedSet<String> members() {
        return Collections.unmodifiableSortedSet(members);
    }

    @Override
    public String type() {
        return "set";
    }

    @Override
    public boolean isAbsent() {
        return members.isEmpty();
    }
}
