package io.headrace.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * The one way in for other threads: replies of the broker, finished slices of the runners and requests of the user are
 * tasks that the engine's thread runs at the start of its next step.
 */
final class Inbox implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Runnable alarm = () -> {};

    /** What to do when a task arrives, so that a sleeping engine wakes up. */
    void onArrival(Runnable alarm) {
        this.alarm = alarm;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        alarm.run();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Runs what has arrived; returns how much it was. */
    int drain() {
        int ran = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            ran++;
        }
        return ran;
    }
}
