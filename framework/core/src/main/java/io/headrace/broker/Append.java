package io.headrace.broker;

import io.headrace.codec.FieldsCodec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An entry to append to a stream.
 *
 * @param stream key of the stream
 * @param fields names and values in turn
 */
public record Append(String stream, List<byte[]> fields) {
    private static final int MOST_ITEMS = 4_000; // a script can hand over twice as many

    /**
     * The entry of a value on its stream.
     *
     * @throws HeadraceException if there are headers where the stream's entries have no place for them, or the codec makes
     *     fields that no entry can have
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
        return new Append(stream.name(), checked(stream, codec.encodeFields(value)));
    }

    /** The server finds out too late what no entry can have: an effect's message is acked by then. */
    private static List<byte[]> checked(EventStream<?> stream, List<byte[]> fields) {
        boolean pairs = fields.size() >= 2 && fields.size() % 2 == 0;
        boolean complete = fields.stream().allMatch(Objects::nonNull);
        if (!pairs || !complete || fields.size() > MOST_ITEMS) {
            throw new HeadraceException(
                    ErrorCode.ENCODE,
                    "Cannot write a value of stream \"" + stream.name() + "\" field by field: its codec made "
                            + fields.size() + " names and values" + (complete ? "" : ", among them null")
                            + ", but an entry needs an even number from 2 to " + MOST_ITEMS
                            + ". Mend encodeFields of "
                            + stream.codec().getClass().getName()
                            + ", or use a codec that makes one field of the value. Nothing was sent.");
        }
        return List.copyOf(fields);
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
