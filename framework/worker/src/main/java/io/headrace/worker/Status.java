package io.headrace.worker;

import io.headrace.observe.Health;
import io.headrace.observe.WorkerState;
import java.util.List;
import java.util.function.Supplier;

/** Where the process is in its life, and how its workers are. Safe for all threads. */
final class Status {
    private static final Supplier<List<WorkerState>> NO_WORKERS = List::of;

    private volatile Phase phase = Phase.STARTING;
    private volatile Supplier<List<WorkerState>> workers = NO_WORKERS;
    private volatile Supplier<Health> health = () -> Health.UP;

    private enum Phase {
        STARTING,
        RUNNING,
        DRAINING
    }

    /**
     * An answer to a probe.
     *
     * @param ok      whether it is a good one
     * @param status  one word
     * @param reasons a line for each thing that is not well
     */
    record Report(boolean ok, String status, List<String> reasons) {}

    /** The workers were started. */
    void running(Supplier<List<WorkerState>> workers, Supplier<Health> health) {
        this.workers = workers;
        this.health = health;
        phase = Phase.RUNNING;
    }

    /** The workers take nothing more. */
    void draining() {
        phase = Phase.DRAINING;
    }

    /** Whether a worker failed. */
    boolean hasFailed() {
        return workers.get().contains(WorkerState.FAILED);
    }

    /** Whether there were workers and all have stopped. */
    boolean isOver() {
        List<WorkerState> states = workers.get();
        return !states.isEmpty() && states.stream().allMatch(WorkerState.STOPPED::equals);
    }

    /** Whether to leave the process alone: only one with a failed worker must be restarted. */
    Report live() {
        return hasFailed() ? new Report(false, "FAILED", health.get().reasons()) : new Report(true, "UP", List.of());
    }

    /** Whether messages are handled. */
    Report ready() {
        if (phase == Phase.DRAINING) {
            return new Report(false, "DRAINING", List.of("The workers take nothing more and finish what they hold"));
        }
        if (phase == Phase.STARTING || workers.get().contains(WorkerState.STARTING)) {
            return new Report(false, "STARTING", List.of("The workers have not started yet"));
        }
        Health now = health.get();
        return new Report(now.status() != Health.Status.DOWN, now.status().name(), now.reasons());
    }
}
