package io.headrace.observe;

/**
 * Is told what happens in a worker. Called on the engine's thread: return quickly, do not block. An exception thrown by a
 * listener is logged and otherwise ignored.
 */
@FunctionalInterface
public interface WorkerListener {
    /** Something happened in the subscription of this group to this stream. */
    void on(String stream, String group, WorkerEvent event);
}
