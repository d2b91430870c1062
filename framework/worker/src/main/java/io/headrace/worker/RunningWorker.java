package io.headrace.worker;

import io.headrace.Worker;
import io.headrace.WorkerPlan;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A worker that was started, and what it does. */
record RunningWorker(Worker worker, WorkerPlan plan) {
    /** Drains all of them at the same time; tells whether nothing was left in their hands. */
    static boolean drain(List<RunningWorker> workers) {
        CompletableFuture<?>[] closed =
                workers.stream().map(RunningWorker::close).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(closed).join();
        return workers.stream().allMatch(RunningWorker::isEmptyHanded);
    }

    private CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(
                worker::close, task -> new Thread(task, "headrace-" + plan.group() + "-drain").start());
    }

    private boolean isEmptyHanded() {
        return plan.parts().stream()
                .allMatch(part -> worker.counts(part.stream()).inFlight() == 0);
    }
}
