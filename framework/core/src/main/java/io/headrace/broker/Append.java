package io.headrace.broker;

import io.headrace.codec.FieldsCodec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import java.util.List;
import java.util.Map;

/**
 * An entry to append to a stream.
 *
 * @param stream key of the stream
 * @param fields names and values in turn
 */
public record Append(String stream, List<byte[]> fields) {
    /**
     * The entry of a value on its stream.
     *
     * @throws HeadraceException if there are headers where the stream's entries have no place for them
     */
    public static <T> Append of(EventStream<T> stream, T value, long timeMillis, Map<String, String> headers) {
        if (!(stream.codec() instanceof FieldsCodec<T> codec)) {
            byte[] data = stream.codec().encode(value);
            return new Append(stream.name(), Envelope.of(stream.keyOf(value), timeMillis, headers, data));
        }
        if (!headers.isEmpty()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "Stream \"" + stream.name() + "\" is written field by field, which leaves no place for headers."
                            + " Make them fields of the value, or use another codec. Nothing was sent.");
        }
        return new Append(stream.name(), codec.encodeFields(value));
    }

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
