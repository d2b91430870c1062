package io.headrace.memory;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A hash: field to value. For use within {@link InMemoryBroker#keyspace} only. */
public final class MemoryHash implements Value {
    private final SortedMap<String, byte[]> fields = new TreeMap<>();

    MemoryHash() {}

    /** The field's value, or {@code null} if there is none. */
    public byte @Nullable [] value(String field) {
        return fields.get(field);
    }

    /** Sets the field. */
    public void put(String field, byte[] value) {
        fields.put(field, value);
    }

    /** Removes the field; tells whether it was there. */
    public boolean remove(String field) {
        return fields.remove(field) != null;
    }

    /** All fields, unmodifiable. */
    public SortedMap<String, byte[]> fields() {
        return Collections.unmodifiableSortedMap(fields);
    }

    @Override
    public String type() {
        return "hash";
    }

    @Override
    public boolean isAbsent() {
        return fields.isEmpty();
    }
}
