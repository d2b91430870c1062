package io.headrace.time;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * Time that stands still until {@link #advance} moves it: a ticker and a timer in one, for tests and simulations. Tasks
 * that come due run on the advancing thread, in the order of their deadlines. Not safe for several threads.
 */
public final class ManualTime implements Ticker, Timer {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final long originMillis;
    private long nanos;
    private long scheduled;

    /** Time that begins at this many milliseconds since the epoch. */
    public ManualTime(long originMillis) {
        this.originMillis = originMillis;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long millis() {
        return originMillis + nanos / 1_000_000;
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        Task entry = new Task(nanos + Math.max(0, delay.toNanos()), scheduled++, task);
        tasks.add(entry);
        return () -> tasks.remove(entry);
    }

    /** Moves the time on and runs what comes due on the way. */
    public void advance(Duration by) {
        advanceTo(nanos + by.toNanos());
    }

    /** Moves the time on to this reading of {@link #nanos}; a reading in the past moves nothing. */
    public void advanceTo(long targetNanos) {
        for (Task task = tasks.peek(); task != null && task.atNanos <= targetNanos; task = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, task.atNanos);
            task.action.run();
        }
        nanos = Math.max(nanos, targetNanos);
    }

    /** When the next task comes due, or {@link Long#MAX_VALUE} if none is scheduled. */
    public long nextDeadlineNanos() {
        Task task = tasks.peek();
        return task == null ? Long.MAX_VALUE : task.atNanos;
    }

    @Override
    public void close() {
        tasks.clear();
    }

    private record Task(long atNanos, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
