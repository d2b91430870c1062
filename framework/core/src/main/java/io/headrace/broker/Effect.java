package io.headrace.broker;

import java.util.List;

/**
 * Something a handler asked for that commits together with its message's ack, or not at all. A value: what happens is
 * written in the effect kind's Lua file and its twin for the in-memory broker.
 *
 * @param kind      name of the effect kind
 * @param keys      every key it touches
 * @param arguments what the kind needs besides; integers as decimal text
 */
public record Effect(String kind, List<String> keys, List<byte[]> arguments) {
    /** The kind that appends an entry: one key, the destination; the arguments are its names and values in turn. */
    public static final String EMIT = "emit";

    /** Appends this entry. */
    public static Effect emit(Append append) {
        return new Effect(EMIT, List.of(append.stream()), append.fields());
    }

    /** Bytes it adds to a commit, roughly. */
    public int weight() {
        int weight = 16;
        for (byte[] argument : arguments) {
            weight += argument.length;
        }
        return weight;
    }

    @Override
    public String toString() {
        return kind + " " + keys + " (" + weight() + " bytes)";
    }
}
