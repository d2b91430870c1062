package io.headrace.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Puts messages on a stream. Safe for all threads; share one. Messages of one thread are appended in the order of sending,
 * except for those that had to be repeated.
 *
 * <p>A value is encoded here and now; the future completes with the message's id when the message is as durable as
 * {@link SenderOptions#durability} says. It fails with {@link OutcomeUnknown} if the reply was lost, with
 * {@link NotDurable} if the message is on the stream but less durable, and with another {@link HeadraceException} if
 * nothing was appended.
 *
 * <p>All senders of one durability share a buffer of 10,000 messages and 64 MiB. While it is full a send blocks, for at
 * most {@link SenderOptions#maxBlock}. The future completes on a thread of the connection, so a callback must not block. It
 * may send: then a send that finds no room fails at once.
 */
public final class Sender<T> {
    private static final int MAX_ID_BYTES = 256;

    private final EventStream<T> stream;
    private final SenderOptions options;
    private final Outlet outlet;
    private final Ticker ticker;

    Sender(EventStream<T> stream, SenderOptions options, Outlet outlet, Ticker ticker) {
        this.stream = stream;
        this.options = options;
        this.outlet = outlet;
        this.ticker = ticker;
    }

    /** Sends a value without headers; see {@link #send(Object, Map)}. */
    public CompletableFuture<MessageId> send(T value) {
        return send(value, Map.of());
    }

    /**
     * Sends a value. It is never sent twice: if the reply is lost, the future fails with {@link OutcomeUnknown}.
     *
     * @param headers text by name, stored with the message
     * @throws HeadraceException if the value cannot be encoded, is too large, or there was no room
     */
    public CompletableFuture<MessageId> send(T value, Map<String, String> headers) {
        return outlet.add(Sending.plain(append(value, headers)), options.maxBlock());
    }

    /** Sends a value under an id, without headers; see {@link #sendOnce(String, Object, Map)}. */
    public CompletableFuture<MessageId> sendOnce(String id, T value) {
        return sendOnce(id, value, Map.of());
    }

    /**
     * Sends a value under an id. While the server remembers the id, for {@link SenderOptions#dedupWindow} from its last
     * use, no second message is appended under it: the future completes with the id of the first. So the send is repeated
     * by itself when a reply is lost or the server is not ready, for half of that window.
     *
     * @param id      names the message within the stream, 1 to 256 bytes in UTF-8
     * @param headers text by name, stored with the message
     * @throws HeadraceException if the id is malformed, the value cannot be encoded, is too large, or there was no room
     */
    public CompletableFuture<MessageId> sendOnce(String id, T value, Map<String, String> headers) {
        AppendOnce once = new AppendOnce(append(value, headers), checked(id), options.dedupWindow());
        return outlet.add(Sending.once(once), options.maxBlock());
    }

    private Append append(T value, Map<String, String> headers) {
        return Append.of(stream, value, ticker.millis(), headers);
    }

    /** Two ids must not become one key: half a surrogate pair would be written as a question mark. */
    private static String checked(String id) {
        boolean fits = !id.isEmpty() && id.length() <= MAX_ID_BYTES && id.getBytes(UTF_8).length <= MAX_ID_BYTES;
        if (!fits || !UTF_8.newEncoder().canEncode(id)) {
            throw new HeadraceException(
                    ErrorCode.BAD_NAME,
                    "Bad id of a send: use 1 to " + MAX_ID_BYTES + " bytes of text, not " + id.length() + " characters"
                            + (fits ? " with half a surrogate pair." : "."));
        }
        return id;
    }
}
