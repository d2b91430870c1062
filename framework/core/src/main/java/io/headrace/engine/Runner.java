package io.headrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One thread's place to run handlers, seen from two sides: its own thread begins and ends invocations, the engine's thread
 * watches how long they take and may interrupt one.
 *
 * <pre>
 *   IDLE --begin--> RUNNING --end--> IDLE
 *                   |     ^           ^
 *           interrupt     +-- another invocation by now
 *                   v     |           |
 *                 INTERRUPTING --> INTERRUPTED --end--> IDLE
 * </pre>
 *
 * An interrupt meets the invocation that it is meant for or none: in INTERRUPTING the runner's thread waits until it is
 * decided.
 */
final class Runner {
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;

    /** Of the present invocation, failures that an interrupt explains; for the runner's thread only. */
    final List<Delivery> interruptible = new ArrayList<>();

    /** What its thread works on; the engine may cut it. */
    volatile @Nullable Slice slice;

    private final AtomicInteger phase = new AtomicInteger();
    private @Nullable Thread thread; // written before the first invocation begins
    private volatile @Nullable Invoked current;
    private Interrupt why = Interrupt.NONE; // guarded by the phase

    // What the engine's thread saw last.
    private @Nullable Invoked watched;
    private long watchedSinceNanos;
    private boolean reported;

    /** One invocation, told from the next one of the same message by its identity. */
    private static final class Invoked {
        final Delivery first;

        Invoked(Delivery first) {
            this.first = first;
        }
    }

    /** Why an invocation was interrupted by us. */
    enum Interrupt {
        NONE,
        TIMEOUT,
        DRAIN
    }

    /** On the runner's thread: what runs from now on belongs to this message, or to the batch that it leads. */
    void begin(Delivery first) {
        if (thread == null) {
            thread = Thread.currentThread();
        }
        current = new Invoked(first);
        phase.set(RUNNING);
    }

    /** On the runner's thread: the invocation has ended; tells whether and why it was interrupted by us. */
    Interrupt end() {
        Interrupt interrupt = Interrupt.NONE;
        while (!phase.compareAndSet(RUNNING, IDLE)) {
            if (phase.get() == INTERRUPTED) {
                interrupt = why;
                phase.set(IDLE);
                break;
            }
            Thread.onSpinWait();
        }
        current = null;
        return interrupt;
    }

    /** On the engine's thread: how long the present invocation has lasted at least, as far as was seen; 0 if there is none. */
    long watch(long nowNanos) {
        Invoked now = current;
        if (now == null || now != watched) {
            watched = now;
            watchedSinceNanos = nowNanos;
            reported = false;
        }
        return now == null ? 0 : nowNanos - watchedSinceNanos;
    }

    /** On the engine's thread: the message seen by the last {@link #watch}, once for each invocation. */
    @Nullable
    Delivery report() {
        if (reported) {
            return null;
        }
        reported = true;
        return watched == null ? null : watched.first;
    }

    /** On the engine's thread: interrupts the invocation seen by the last {@link #watch} if it still runs; tells so. */
    @SuppressWarnings("ReferenceEquality") // this very invocation
    boolean interrupt(Interrupt reason) {
        Thread running = thread;
        if (watched == null || running == null || !phase.compareAndSet(RUNNING, INTERRUPTING)) {
            return false;
        }
        if (current != watched) {
            phase.set(RUNNING);
            return false;
        }
        why = reason;
        running.interrupt();
        phase.set(INTERRUPTED);
        return true;
    }
}
