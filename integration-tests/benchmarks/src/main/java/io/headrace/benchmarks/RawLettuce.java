package io.headrace.benchmarks;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What an expert writes by hand on Lettuce for just this job: no more than it needs. */
abstract class RawLettuce implements Contender {
    static final int COUNT = 500;

    final RawConnection connection;
    private final Thread thread = new Thread(this::loop, "raw-lettuce");
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    RawLettuce(Job job) {
        this.connection = new RawConnection(job);
    }

    static Contender open(Job job, Handling handling) {
        return job.concurrency() == 1 ? new RawLoop(job, handling) : new RawPool(job, handling);
    }

    @Override
    public final void start() {
        thread.start();
    }

    @Override
    public final long acked() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("The loop on Lettuce failed: " + cause.getMessage(), cause);
        }
        return connection.acked();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        connection.close();
    }

    /** Handles what one reply brought; {@code reading} is the read that was sent when it came. */
    abstract void take(RawBatch batch) throws Exception;

    /** The reply to this read. */
    RawBatch await(CompletableFuture<RawBatch> reading) throws Exception {
        return reading.get();
    }

    abstract int count();

    final void failed(Throwable cause) {
        if (!closed) {
            failure = cause;
        }
    }

    private void loop() {
        try {
            CompletableFuture<RawBatch> ahead = connection.read(count());
            while (!closed) {
                RawBatch batch = await(ahead);
                ahead = connection.read(count());
                take(batch);
            }
        } catch (Throwable cause) {
            failed(cause);
        }
    }
}
