package io.headrace.handler;

/**
 * What to do with a message. Returning means done: the ack and every effect asked of the context commit together.
 * Throwing means failed: the effects are discarded and the {@link io.headrace.retry.ErrorPolicy} decides what follows.
 * Called by several threads at once, unless the concurrency is 1; may block.
 */
@FunctionalInterface
public interface Handler<T> {
    /** Handles one message. The context is valid until this method ends. */
    void handle(T value, Context context) throws Exception;
}
