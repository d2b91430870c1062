package io.headrace.benchmarks;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the handlers saw. Each message has a byte of its own, which only the thread that handles the message touches, so
 * that keeping the books costs a handler next to nothing.
 */
final class Ledger {
    private static final byte FAILED = 0x40;
    private static final int TIMES = 0x3F;

    private final byte[] marks;
    private final LongAdder strangers = new LongAdder();

    Ledger(int messages) {
        this.marks = new byte[messages];
    }

    /** Books a handled message. */
    void handled(Event event) {
        if (!event.isIntact() || event.seq() < 0 || event.seq() >= marks.length) {
            strangers.increment();
        } else {
            marks[event.seq()]++;
        }
    }

    /** Throws at the first attempt of one message in a hundred. */
    void failOnce(Event event) {
        if (event.failsOnce() && (marks[event.seq()] & FAILED) == 0) {
            marks[event.seq()] |= FAILED;
            throw new IllegalStateException("the first attempt fails, as it shall");
        }
    }

    /** How many were handled more than once, each counted once. */
    int duplicates() {
        int duplicates = 0;
        for (byte mark : marks) {
            duplicates += (mark & TIMES) > 1 ? 1 : 0;
        }
        return duplicates;
    }

    /** How many were not handled. */
    int missing() {
        int missing = 0;
        for (byte mark : marks) {
            missing += (mark & TIMES) == 0 ? 1 : 0;
        }
        return missing;
    }

    /** How many were handled that nobody sent, or not like that. */
    long strangers() {
        return strangers.sum();
    }
}
