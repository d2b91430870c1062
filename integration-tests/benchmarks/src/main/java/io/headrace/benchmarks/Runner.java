package io.headrace.benchmarks;

import io.headrace.benchmarks.Contender.Handling;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Runs jobs of one contender in this JVM. */
final class Runner implements Client {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SLOW_MILLIS = 5;
    private static final int DIGITS = 3;

    private final Contender.Factory factory;

    Runner(Contender.Factory factory) {
        this.factory = factory;
    }

    /** The clock runs from the start of the contender until the server has confirmed its last ack, or send. */
    @Override
    public Measurement run(Job job, Runnable started) {
        Ledger ledger = new Ledger(job.messages());
        Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(10), DIGITS);
        long self = ProcessHandle.current().pid();
        System.gc(); // what earlier runs left behind is not this one's
        try (HeapMeter heap = new HeapMeter();
                Contender contender = factory.open(job, handling(job, ledger, latencies))) {
            long allocated = heap.allocatedBytes();
            long clientCpu = Processors.cpuMillis(self);
            long serverCpu = Processors.cpuMillis(job.serverPid());
            long begin = System.nanoTime();
            contender.start();
            started.run();
            awaitAcked(contender, job);
            return new Measurement(
                    job.messages(),
                    System.nanoTime() - begin,
                    since(clientCpu, Processors.cpuMillis(self)),
                    since(serverCpu, Processors.cpuMillis(job.serverPid())),
                    heap.allocatedBytes() - allocated,
                    ledger.missing(),
                    ledger.duplicates(),
                    ledger.strangers(),
                    job.kind() == Job.Kind.PACED ? percentiles(latencies) : null);
        }
    }

    @Override
    public void close() {}

    private static Handling handling(Job job, Ledger ledger, Histogram latencies) {
        return switch (job.kind()) {
            case PLAIN, SENDING -> ledger::handled;
            case SLOW ->
                event -> {
                    Thread.sleep(SLOW_MILLIS);
                    ledger.handled(event);
                };
            case FAILING ->
                event -> {
                    ledger.failOnce(event);
                    ledger.handled(event);
                };
            case PACED ->
                event -> {
                    latencies.recordValue(Math.max(0, System.nanoTime() - event.at()));
                    ledger.handled(event);
                };
        };
    }

    private static void awaitAcked(Contender contender, Job job) {
        long seen = 0;
        long seenNanos = System.nanoTime();
        for (long acked = contender.acked(); acked < job.messages(); acked = contender.acked()) {
            long now = System.nanoTime();
            if (acked > seen) {
                seen = acked;
                seenNanos = now;
            } else if (now - seenNanos > PATIENCE_NANOS) {
                throw new IllegalStateException(
                        "stuck at " + acked + " of " + job.messages() + " acked messages for 30 s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static long since(long before, long after) {
        return before < 0 || after < 0 ? -1 : after - before;
    }

    private static Measurement.Latency percentiles(Histogram nanos) {
        return new Measurement.Latency(
                nanos.getValueAtPercentile(50) / 1_000,
                nanos.getValueAtPercentile(99) / 1_000,
                nanos.getValueAtPercentile(99.9) / 1_000,
                nanos.getMaxValue() / 1_000);
    }
}
