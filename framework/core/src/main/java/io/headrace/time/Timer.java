package io.headrace.time;

import java.time.Duration;

/** Runs a task once, after a delay, on a thread of the timer's own: a task must be short and must not block. */
public interface Timer extends AutoCloseable {
    /** Schedules {@code task}; a delay of zero or less runs it as soon as possible. */
    Cancellable after(Duration delay, Runnable task);

    /** Forgets what is scheduled. */
    @Override
    void close();

    /** A timer on one daemon thread. */
    static Timer system(String threadName) {
        return new SystemTimer(threadName);
    }

    /** A task that may still be stopped. */
    interface Cancellable {
        /** Keeps the task from starting; does nothing once it has started. */
        void cancel();
    }
}
