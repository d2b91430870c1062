package io.headrace.codec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.error.DecodeException;

/**
 * Turns values into bytes and back. Encoding runs on the sender's thread, decoding on the handler's; an implementation is
 * safe for all of them.
 */
public interface Codec<T> {
    /**
     * The bytes of a value.
     *
     * @throws RuntimeException if the value cannot be encoded; the send fails with it and nothing is appended
     */
    byte[] encode(T value);

    /**
     * The value in {@code length} bytes from {@code offset}. The array is shared: read it, do not keep or change it.
     *
     * @throws DecodeException or any other exception, if the bytes are not such a value: the message is dead-lettered
     */
    T decode(byte[] bytes, int offset, int length);

    /** The value in all of the bytes. */
    default T decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * JSON by Jackson: java.time as ISO text, unknown fields ignored, an absent or null primitive refused, no
     * polymorphic typing.
     */
    static <T> Codec<T> json(Class<T> type) {
        return JacksonCodec.json(JacksonCodec.JSON, type);
    }

    /** JSON of a generic type: {@code json(new TypeReference<List<Order>>() {})}. */
    static <T> Codec<T> json(TypeReference<T> type) {
        return JacksonCodec.json(JacksonCodec.JSON, type.getType());
    }

    /** JSON with a mapper of your own: one that refuses unknown fields, for example. */
    static <T> Codec<T> json(ObjectMapper mapper, Class<T> type) {
        return JacksonCodec.json(mapper, type);
    }

    /** JSON of a generic type with a mapper of your own. */
    static <T> Codec<T> json(ObjectMapper mapper, TypeReference<T> type) {
        return JacksonCodec.json(mapper, type.getType());
    }

    /** MessagePack by Jackson, with the same rules as {@link #json(Class)}: shorter than JSON, not readable by eye. */
    static <T> Codec<T> msgpack(Class<T> type) {
        return JacksonCodec.msgpack(type);
    }

    /** MessagePack of a generic type. */
    static <T> Codec<T> msgpack(TypeReference<T> type) {
        return JacksonCodec.msgpack(type.getType());
    }

    /**
     * Another codec's bytes, deflated if there are at least {@code threshold} of them and it makes them fewer. Refuses to
     * inflate to more than 64 MiB.
     */
    static <T> Codec<T> compressed(Codec<T> codec, int threshold) {
        return new CompressedCodec<>(codec, threshold, 64 << 20);
    }

    /**
     * Entries that other programs write field by field, and that they can read: the fields are the properties of this type,
     * single values written as text. Unknown fields are ignored, of several with one name the last one counts.
     */
    static <T> FieldsCodec<T> fields(Class<T> type) {
        return new JacksonFieldsCodec<>(JacksonCodec.JSON, type);
    }

    /** Entries field by field, with a mapper of your own. */
    static <T> FieldsCodec<T> fields(ObjectMapper mapper, Class<T> type) {
        return new JacksonFieldsCodec<>(mapper, type);
    }

    /** Text in UTF-8; malformed bytes are refused, not replaced. */
    static Codec<String> utf8() {
        return Utf8Codec.INSTANCE;
    }

    /** The bytes as they are. */
    static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }
}
