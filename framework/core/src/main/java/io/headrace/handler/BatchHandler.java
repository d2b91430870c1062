package io.headrace.handler;

import io.headrace.message.Message;
import java.util.List;

/**
 * What to do with several messages at once. Returning means done for each message that was not reported to
 * {@link BatchContext#fail}; each is acked with its own effects. Throwing means failed for all of them, but for those
 * reported with a failure of their own.
 */
@FunctionalInterface
public interface BatchHandler<T> {
    /** Handles the messages, at least one. The list cannot be changed, the context is valid until this method ends. */
    void handle(List<Message<T>> messages, BatchContext context) throws Exception;
}
