package io.headrace.engine;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.PackedList;
import io.headrace.codec.FieldsCodec;
import io.headrace.deadletter.Provenance;
import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes messages of entries, of those in the stream and of dead letters that come back through the lane. */
final class Decoding<T> {
    private final EventStream<T> stream;

    Decoding(EventStream<T> stream) {
        this.stream = stream;
    }

    Message<T> decode(Delivery delivery) {
        try {
            return delivery.source == Source.LANE
                    ? decodeReplayed(delivery)
                    : decode(delivery, delivery.batch(), delivery.entry());
        } catch (DecodeException undecodable) {
            throw undecodable;
        } catch (Exception | StackOverflowError cause) {
            throw new DecodeException(
                    "Cannot decode entry " + delivery.messageId() + " of \"" + stream.name() + "\": "
                            + Obituary.line(cause),
                    cause);
        }
    }

    /**
     * The key that the message was sent with, else the one that the stream finds in its value. Never throws, for it runs on
     * the engine's thread: what codec or key function throw is kept with the message, which fails when it is decoded.
     */
    @Nullable
    String keyOf(Delivery delivery) {
        try {
            if (stream.codec() instanceof FieldsCodec) {
                return decode(delivery).key();
            }
            EntryBatch entry = delivery.source == Source.LANE ? replayed(delivery) : delivery.batch();
            String key = entry.key(delivery.source == Source.LANE ? 0 : delivery.entry());
            return key != null || !stream.isKeyed()
                    ? key
                    : stream.keyOf(decode(delivery).value());
        } catch (Throwable failure) {
            delivery.keyFailed(failure);
            return null;
        }
    }

    private Message<T> decodeReplayed(Delivery delivery) throws Exception {
        delivery.replayOf(Provenance.unpack(required(delivery, "meta")));
        return decode(delivery, replayed(delivery), 0);
    }

    private static EntryBatch replayed(Delivery delivery) {
        List<byte[]> fields = PackedList.unpack("entry", required(delivery, "entry"));
        return EntryBatch.of(delivery.messageId(), fields);
    }

    private Message<T> decode(Delivery delivery, EntryBatch batch, int entry) throws Exception {
        requirePlace(delivery.keyFailure());
        T value = batch.value(entry, stream.codec());
        if (stream.codec() instanceof FieldsCodec) {
            Instant appended = Instant.ofEpochMilli(delivery.messageId().millis());
            return new Message<>(
                    stream.name(),
                    delivery.messageId(),
                    stream.keyOf(value),
                    value,
                    appended,
                    Map.of(),
                    delivery.attempt());
        }
        return new Message<>(
                stream.name(),
                delivery.messageId(),
                batch.key(entry),
                value,
                Instant.ofEpochMilli(batch.timeMillis(entry)),
                batch.headers(entry),
                delivery.attempt());
    }

    /** Whoever asks for order does not get a message whose key could not be found. */
    private static void requirePlace(@Nullable Throwable keyFailure) throws Exception {
        if (keyFailure instanceof Error error) {
            throw error;
        }
        if (keyFailure != null) {
            throw keyFailure instanceof Exception known ? known : new Exception(keyFailure);
        }
    }

    private static byte[] required(Delivery delivery, String field) {
        byte[] value = delivery.batch().value(delivery.entry(), field);
        if (value == null) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Lane entry " + delivery.id + " has no field \"" + field + "\".");
        }
        return value;
    }
}
