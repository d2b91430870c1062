package io.headrace.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One thread: sends the next read, handles the batch at hand, acks it with one command. What failed waits in a queue,
 * which is in order, since all wait equally long.
 */
final class RawLoop extends RawLettuce {
    private static final long BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Handling handling;
    private final ArrayDeque<Failed> failed = new ArrayDeque<>();

    private record Failed(long dueNanos, RawBatch batch, int entry) {}

    RawLoop(Job job, Handling handling) {
        super(job);
        this.handling = handling;
    }

    @Override
    int count() {
        return COUNT;
    }

    @Override
    RawBatch await(CompletableFuture<RawBatch> reading) throws Exception {
        while (!failed.isEmpty()) {
            try {
                long wait = failed.element().dueNanos - System.nanoTime();
                return reading.get(Math.max(0, wait), TimeUnit.NANOSECONDS);
            } catch (TimeoutException due) {
                retry();
            }
        }
        return reading.get();
    }

    @Override
    void take(RawBatch batch) {
        List<byte[]> done = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            handle(batch, i, done);
        }
        connection.ack(done);
        if (!failed.isEmpty()) {
            retry();
        }
    }

    private void retry() {
        List<byte[]> done = new ArrayList<>();
        long now = System.nanoTime();
        while (!failed.isEmpty() && failed.element().dueNanos - now <= 0) {
            Failed due = failed.remove();
            handle(due.batch, due.entry, done);
        }
        connection.ack(done);
    }

    private void handle(RawBatch batch, int entry, List<byte[]> done) {
        try {
            batch.handle(entry, handling);
            done.add(batch.id(entry));
        } catch (Exception failure) {
            failed.add(new Failed(System.nanoTime() + BACKOFF_NANOS, batch, entry));
        }
    }
}
