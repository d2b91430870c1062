package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.Envelope;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Puts messages on a stream. Safe for all threads; share one. Messages of one thread are appended in the order of sending.
 */
public final class Sender<T> {
    private final EventStream<T> stream;
    private final Outlet outlet;
    private final Ticker ticker;

    /** A sender to this stream. */
    public Sender(EventStream<T> stream, Outlet outlet, Ticker ticker) {
        this.stream = stream;
        this.outlet = outlet;
        this.ticker = ticker;
    }

    /** Sends a value without headers; see {@link #send(Object, Map)}. */
    public CompletableFuture<MessageId> send(T value) {
        return send(value, Map.of());
    }

    /**
     * Sends a value. It is encoded here and now; the future completes with the message's id when the server has replied,
     * on a thread of the connection, so a callback must not block. It fails with {@link OutcomeUnknown} if the reply was
     * lost, and with another {@link HeadraceException} if nothing was appended.
     *
     * <p>Blocks while the buffer of 10,000 messages is full, for at most 5 s.
     *
     * @param headers text by name, stored with the message
     * @throws HeadraceException if the value cannot be encoded or there was no room
     */
    public CompletableFuture<MessageId> send(T value, Map<String, String> headers) {
        byte[] data = stream.codec().encode(value);
        Envelope entry = Envelope.of(stream.keyOf(value), ticker.millis(), headers, data);
        return outlet.add(new Append(stream.name(), entry));
    }
}
