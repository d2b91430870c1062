package io.headrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loop reads for a pool and hands out slices of a batch; whoever finishes a batch's last slice acks all of it. A few
 * batches are under way at a time, so that the pool never waits for the end of one.
 */
final class RawPool extends RawLettuce {
    private static final int BATCHES = 4;

    private final Handling handling;
    private final ExecutorService pool;
    private final Semaphore batches = new Semaphore(BATCHES);
    private final int count;
    private final int slice;

    RawPool(Job job, Handling handling) {
        super(job);
        this.handling = handling;
        this.pool = Executors.newFixedThreadPool(job.concurrency());
        boolean slow = job.kind() == Job.Kind.SLOW;
        this.count = slow ? job.concurrency() : COUNT;
        this.slice = slow ? 1 : BATCHES * COUNT / job.concurrency();
    }

    @Override
    int count() {
        return count;
    }

    @Override
    void take(RawBatch batch) throws InterruptedException {
        if (batch.size() == 0) {
            return;
        }
        batches.acquire();
        AtomicInteger left = new AtomicInteger((batch.size() + slice - 1) / slice);
        for (int from = 0; from < batch.size(); from += slice) {
            int begin = from;
            pool.execute(() -> handle(batch, begin, left));
        }
    }

    @Override
    public void close() {
        super.close();
        pool.shutdownNow();
    }

    private void handle(RawBatch batch, int from, AtomicInteger left) {
        try {
            for (int i = from; i < Math.min(batch.size(), from + slice); i++) {
                batch.handle(i, handling);
            }
            if (left.decrementAndGet() == 0) {
                connection.ack(ids(batch));
                batches.release();
            }
        } catch (Exception cause) {
            failed(cause);
        }
    }

    private static List<byte[]> ids(RawBatch batch) {
        List<byte[]> ids = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            ids.add(batch.id(i));
        }
        return ids;
    }
}
