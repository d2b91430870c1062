package io.headrace.benchmarks;

/**
 * One run of one contender: take all messages of a group, and be done when all are acked.
 *
 * @param uri       the server
 * @param serverPid its process, whose CPU time is measured too
 * @param group     exists, and stands before the first message
 */
record Job(String uri, long serverPid, String stream, String group, Kind kind, int concurrency, int messages) {
    /** What the handler does besides keeping the books. */
    enum Kind {
        /** Nothing. */
        PLAIN,
        /** Waits 5 ms. */
        SLOW,
        /** Fails at the first attempt of one message in a hundred, which is due again after 100 ms. */
        FAILING,
        /** Takes the time since the message was meant to be sent. */
        PACED
    }
}
