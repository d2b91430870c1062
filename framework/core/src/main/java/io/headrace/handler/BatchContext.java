package io.headrace.handler;

import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.Map;

/** A batch handler's way to tell messages apart. For the handler's thread only. */
public interface BatchContext {
    /**
     * Reports that this message of the batch has failed, and why: what was emitted for it is dropped, and the error policy
     * decides what follows, as if a handler had thrown {@code cause} for this message alone. That holds as well if the batch
     * is interrupted later, by its timeout or a drain; only an {@link InterruptedException} is then taken for the interrupt.
     *
     * @throws io.headrace.error.HeadraceException if the message is not of this batch
     */
    void fail(Message<?> message, Throwable cause);

    /** Appends a value to a stream when this message of the batch commits; see {@link Context#emit}. */
    default <O> void emit(Message<?> cause, EventStream<O> stream, O value) {
        emit(cause, stream, value, Map.of());
    }

    /**
     * Appends a value with headers to a stream when this message of the batch commits; see
     * {@link Context#emit(EventStream, Object, Map)}.
     *
     * @throws RuntimeException if the value cannot be encoded or the message is not of this batch
     */
    <O> void emit(Message<?> cause, EventStream<O> stream, O value, Map<String, String> headers);
}
