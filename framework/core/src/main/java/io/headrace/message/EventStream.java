package io.headrace.message;

import io.headrace.codec.Codec;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream and what flows in it: the Redis key, the codec of its values and how to find a value's key. An immutable value
 * that senders, workers and dead-letter tools share.
 */
public final class EventStream<T> {
    private final String name;
    private final Codec<T> codec;
    private final @Nullable Function<? super T, String> key;
    private final Retention retention;

    private EventStream(String name, Codec<T> codec, @Nullable Function<? super T, String> key, Retention retention) {
        this.name = Names.stream(name);
        this.codec = Objects.requireNonNull(codec, "codec");
        this.key = key;
        this.retention = Objects.requireNonNull(retention, "retention");
    }

    /** A stream without keys. {@code name} is the Redis key; on a cluster a hash tag in it decides the slot. */
    public static <T> EventStream<T> of(String name, Codec<T> codec) {
        return new EventStream<>(name, codec, null, Retention.keep());
    }

    /**
     * The same stream, whose messages carry the key that {@code key} finds in their value.
     *
     * @param key may return null for no key, and an empty one counts as none. Called on the sender's thread; for
     *     entries without a key of their own also where they are handled, so it has to be quick and safe for all threads.
     *     What it throws fails the send, or the message
     */
    public EventStream<T> keyedBy(Function<? super T, String> key) {
        return new EventStream<>(name, codec, Objects.requireNonNull(key, "key"), retention);
    }

    /** The same stream, from which workers remove what this rule lets them; {@link Retention#keep} unless set. */
    public EventStream<T> retain(Retention retention) {
        return new EventStream<>(name, codec, key, retention);
    }

    /** The Redis key. */
    public String name() {
        return name;
    }

    /** How values become bytes. */
    public Codec<T> codec() {
        return codec;
    }

    /** What workers remove from it. */
    public Retention retention() {
        return retention;
    }

    /** Whether messages carry keys. */
    public boolean isKeyed() {
        return key != null;
    }

    /** The key of this value, or {@code null} if the stream has no keys. */
    public @Nullable String keyOf(T value) {
        return key == null ? null : key.apply(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
