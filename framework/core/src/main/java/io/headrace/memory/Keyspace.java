package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupRef;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and what they hold, as on a server: one type per key, and a key without members is no key. Every method that
 * meets a key of another type throws a {@link BrokerException} with {@link ErrorCode#WRONG_TYPE}.
 *
 * <p>Not safe for several threads: use it only where an {@link InMemoryBroker} or an {@link EffectKind} hands it out, and
 * keep no reference.
 */
public final class Keyspace {
    private final Map<String, Value> values = new HashMap<>();
    private final Map<GroupRef, GroupSpace> groups = new HashMap<>();
    private final Ticker ticker;

    Keyspace(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The server's clock. */
    public long nowMillis() {
        return ticker.millis();
    }

    /** The type of what this key holds as the server names it, {@code none} for a missing key. */
    public String type(String key) {
        Value value = present(key);
        return value == null ? "none" : value.type();
    }

    /** The names of all streams, in order. */
    List<String> streams() {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof MemoryStream)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Removes the key; tells whether it was there. */
    public boolean delete(String key) {
        boolean present = present(key) != null;
        values.remove(key);
        return present;
    }

    /** The stream at this key, or {@code null} if the key is missing. */
    public @Nullable MemoryStream stream(String key) {
        Value value = present(key);
        return value == null ? null : cast(key, value, MemoryStream.class);
    }

    /** Why nothing can be appended at this key, or {@code null} if an append will succeed. */
    public @Nullable BrokerException unappendable(String key) {
        Value value = present(key);
        if (value != null && !(value instanceof MemoryStream)) {
            return wrongType(key, value);
        }
        boolean usedUp = value instanceof MemoryStream stream && stream.isUsedUp();
        return usedUp
                ? refused(ErrorCode.SERVER_REFUSED, "Cannot append to \"" + key + "\": its ids are used up.")
                : null;
    }

    /** Appends an entry of these names and values in turn to the stream at this key, which is created if missing. */
    public MessageId append(String key, List<byte[]> fields) {
        BrokerException refusal = unappendable(key);
        if (refusal != null) {
            throw refusal;
        }
        return streamOrNew(key).append(nowMillis(), fields);
    }

    /** The keys of this group. */
    GroupSpace group(GroupRef ref) {
        return groups.computeIfAbsent(ref, unknown -> new GroupSpace(this, unknown));
    }

    MemoryStream streamOrNew(String key) {
        return valueOrNew(key, MemoryStream.class, () -> new MemoryStream(ticker));
    }

    /** The hash at this key, empty if the key is missing. */
    public MemoryHash hash(String key) {
        return valueOrNew(key, MemoryHash.class, MemoryHash::new);
    }

    /** The set at this key, empty if the key is missing. */
    public MemorySet set(String key) {
        return valueOrNew(key, MemorySet.class, MemorySet::new);
    }

    /** The sorted set at this key, empty if the key is missing. */
    public MemorySortedSet sortedSet(String key) {
        return valueOrNew(key, MemorySortedSet.class, MemorySortedSet::new);
    }

    /** The string at this key, or {@code null} if the key is missing. */
    public byte @Nullable [] string(String key) {
        Value value = present(key);
        return value == null ? null : cast(key, value, MemoryString.class).bytes();
    }

    /** Puts a string at this key, whatever it held before. */
    public void putString(String key, byte[] bytes) {
        values.put(key, new MemoryString(bytes.clone()));
    }

    /** Puts a string at this key that is gone after this time, whatever the key held before. */
    public void putString(String key, byte[] bytes, Duration lifetime) {
        values.put(key, new MemoryString(bytes.clone(), nowMillis() + lifetime.toMillis()));
    }

    /** The integer in the string at this key, 0 if the key is missing. */
    public long integer(String key) {
        byte[] bytes = string(key);
        String text = bytes == null ? "0" : new String(bytes, US_ASCII);
        try {
            long number = Long.parseLong(text);
            if (Long.toString(number).equals(text)) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // reported below, together with numbers that are written in an unusual way
        }
        throw refused(ErrorCode.SERVER_REFUSED, "Cannot count at \"" + key + "\": it holds no 64-bit integer.");
    }

    /** Adds to the integer in the string at this key; returns the sum. */
    public long increment(String key, long by) {
        try {
            long sum = Math.addExact(integer(key), by);
            putString(key, Long.toString(sum).getBytes(US_ASCII));
            return sum;
        } catch (ArithmeticException overflow) {
            throw BrokerException.refused(
                    ErrorCode.SERVER_REFUSED, "Cannot count at \"" + key + "\": 64 bits would overflow.", overflow);
        }
    }

    private @Nullable Value present(String key) {
        Value value = values.get(key);
        if (value instanceof MemoryString string && string.expiresAtMillis() <= nowMillis()) {
            values.remove(key);
            return null;
        }
        return value == null || value.isAbsent() ? null : value;
    }

    private <T extends Value> T valueOrNew(String key, Class<T> type, Supplier<T> empty) {
        Value value = values.get(key);
        if (value != null && (type.isInstance(value) || present(key) != null)) {
            return cast(key, value, type);
        }
        T created = empty.get();
        values.put(key, created);
        return created;
    }

    private static <T extends Value> T cast(String key, Value value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw wrongType(key, value);
        }
        return type.cast(value);
    }

    private static BrokerException wrongType(String key, Value value) {
        return refused(ErrorCode.WRONG_TYPE, "Key \"" + key + "\" holds a " + value.type() + '.');
    }

    static BrokerException refused(ErrorCode code, String detail) {
        return BrokerException.refused(code, detail, null);
    }
}
