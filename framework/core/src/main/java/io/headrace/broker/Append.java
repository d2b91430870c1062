package io.headrace.broker;

import java.util.List;

/**
 * An entry to append to a stream.
 *
 * @param stream key of the stream
 * @param fields names and values in turn
 */
public record Append(String stream, List<byte[]> fields) {
    /** An entry with the four fields of an envelope. */
    public Append(String stream, Envelope entry) {
        this(stream, entry.fields());
    }

    /** Bytes of all names and values. */
    public int weight() {
        int weight = 0;
        for (byte[] field : fields) {
            weight += field.length;
        }
        return weight;
    }
}
