package io.headrace.engine;

import io.headrace.broker.Effect;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.PackedList;
import io.headrace.deadletter.Provenance;
import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.Source;
import java.time.Instant;
import java.util.List;

/** Decodes a message and hands it to its handler. Whatever is thrown on the way is that message's failure. */
final class Invocation<T> {
    private final EventStream<T> stream;
    private final Handler<? super T> handler;

    Invocation(EventStream<T> stream, Handler<? super T> handler) {
        this.stream = stream;
        this.handler = handler;
    }

    /** Runs on a runner's thread; leaves the result in the delivery. */
    void run(Delivery delivery) {
        try {
            delivery.succeeded(handle(decode(delivery)));
        } catch (Throwable failure) {
            delivery.failed(failure);
        }
        Thread.interrupted(); // what a handler left behind is not the next one's concern
    }

    private List<Effect> handle(Message<T> message) throws Exception {
        HandlerContext context = new HandlerContext(message);
        try {
            handler.handle(message.value(), context);
        } finally {
            context.close();
        }
        return context.effects();
    }

    private Message<T> decode(Delivery delivery) {
        try {
            return delivery.source == Source.LANE
                    ? decodeReplayed(delivery)
                    : decode(delivery, delivery.batch, delivery.entry);
        } catch (DecodeException undecodable) {
            throw undecodable;
        } catch (Exception | StackOverflowError cause) {
            throw new DecodeException(
                    "Cannot decode entry " + delivery.messageId() + " of \"" + stream.name() + "\": "
                            + Obituary.line(cause),
                    cause);
        }
    }

    private Message<T> decodeReplayed(Delivery delivery) {
        Provenance provenance = Provenance.unpack(required(delivery, "meta"));
        delivery.replayOf(provenance.message(), provenance.generation());
        List<byte[]> fields = PackedList.unpack("entry", required(delivery, "entry"));
        return decode(delivery, EntryBatch.of(provenance.message(), fields), 0);
    }

    private Message<T> decode(Delivery delivery, EntryBatch batch, int entry) {
        return new Message<>(
                stream.name(),
                delivery.messageId(),
                batch.key(entry),
                batch.data(entry, stream.codec()::decode),
                Instant.ofEpochMilli(batch.timeMillis(entry)),
                batch.headers(entry),
                delivery.attempt());
    }

    private static byte[] required(Delivery delivery, String field) {
        byte[] value = delivery.batch.value(delivery.entry, field);
        if (value == null) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Lane entry " + delivery.id + " has no field \"" + field + "\".");
        }
        return value;
    }
}
