package io.headrace.handler;

/** In which order a worker handles messages. */
public enum Order {
    /** As they come and as handlers are free: the default. */
    NONE,
    /**
     * Messages of one key one after another, in the order of the stream, also through retries: while one waits for its
     * next attempt, the key's later messages wait behind it and other keys go on. Holds inside one worker, not between
     * several. Messages without a key have no order.
     */
    KEY
}
