package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The four fields of an entry that Headrace wrote, always in this order so that the server stores their names once per
 * node: {@code key} (empty: none), {@code time} (event time in ms, decimal), {@code headers} (MessagePack map of raw
 * strings, empty when there are none), {@code data} (the codec's bytes).
 */
public record Envelope(byte[] key, byte[] time, byte[] headers, byte[] data) {
    /** Names of the fields, in order. */
    public static final List<String> FIELDS = List.of("key", "time", "headers", "data");

    /** Name of the field that holds the codec's bytes. */
    public static final String DATA = "data";

    private static final byte[][] NAMES =
            FIELDS.stream().map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
    private static final byte[] NONE = {};

    /** An envelope of these parts. */
    public static Envelope of(@Nullable String key, long timeMillis, Map<String, String> headers, byte[] data) {
        Objects.requireNonNull(data, "the codec encoded the value as null");
        return new Envelope(
                key == null ? NONE : key.getBytes(UTF_8),
                Long.toString(timeMillis).getBytes(UTF_8),
                headers.isEmpty() ? NONE : PackedMap.pack(headers),
                data);
    }

    /** Names and values in turn. */
    public List<byte[]> fields() {
        return List.of(NAMES[0], key, NAMES[1], time, NAMES[2], headers, NAMES[3], data);
    }
}
