package io.headrace.deadletter;

import io.headrace.broker.EntryBatch;
import io.headrace.codec.Codec;
import io.headrace.codec.FieldsCodec;
import io.headrace.error.DecodeException;
import io.headrace.message.MessageId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that a group gave up on: its entry, byte for byte as it was, and the account of why.
 *
 * @param id         the dead letter's own id; its milliseconds say when it was buried, by the server's clock
 * @param provenance where the message came from and why it died
 * @param entry      the message's entry
 * @param codec      how its data is read
 */
public record DeadLetter<T>(MessageId id, Provenance provenance, EntryBatch entry, Codec<T> codec) {
    /** The message's id on its stream. */
    public MessageId messageId() {
        return provenance.message();
    }

    /** Reason of an entry among the dead letters that Headrace did not write: it can be looked at and removed only. */
    public static final String FOREIGN = "FOREIGN";

    /**
     * Why it died, in one word: {@code REJECTED}, {@code UNDECODABLE}, {@code EXHAUSTED}, {@code EXPIRED}, {@code CRASH}, or
     * {@link #FOREIGN}.
     */
    public String reason() {
        return provenance.reason();
    }

    /** What the last failure said. */
    public String error() {
        return provenance.error();
    }

    /** How many times the message has died by now, this one included. */
    public int generation() {
        return provenance.replays() + 1;
    }

    /**
     * What its error has in common with others: the same for failures of one class, at one place, whose texts differ in
     * numbers, ids and quoted parts only. Eight hexadecimal digits.
     */
    public String fingerprint() {
        return Fingerprint.of(provenance);
    }

    /** The key it was sent with, or {@code null}. */
    public @Nullable String key() {
        return codec instanceof FieldsCodec ? null : entry.key(0);
    }

    /** The headers it was sent with. */
    public Map<String, String> headers() {
        return codec instanceof FieldsCodec ? Map.of() : entry.headers(0);
    }

    /**
     * Its data, decoded.
     *
     * @throws DecodeException or another exception of the codec, if that is why it died
     */
    public T value() {
        return entry.value(0, codec);
    }

    @Override
    public String toString() {
        return "DeadLetter[" + id + " of " + provenance.stream() + " " + messageId() + ": " + reason() + ", " + error()
                + ']';
    }
}
