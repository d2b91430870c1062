package io.headrace.benchmarks;

/**
 * One run of one contender: take all messages of a group, and be done when all are acked; or send them, and be done when
 * all are confirmed.
 *
 * @param uri       the server
 * @param serverPid its process, whose CPU time is measured too
 * @param group     exists, and stands before the first message; of no meaning to those that send
 * @param bytes     length of a message's JSON
 */
record Job(
        String uri, long serverPid, String stream, String group, Kind kind, int concurrency, int bytes, int messages) {
    /** What the handler does besides keeping the books, or that there is none. */
    enum Kind {
        /** Nothing. */
        PLAIN,
        /** Waits 5 ms. */
        SLOW,
        /** Fails at the first attempt of one message in a hundred, which is due again after 100 ms. */
        FAILING,
        /** Takes the time since the message was meant to be sent. */
        PACED,
        /** Messages are sent, by as many threads as the concurrency says, and not handled. */
        SENDING
    }
}
