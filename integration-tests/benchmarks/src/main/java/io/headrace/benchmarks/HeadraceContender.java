package io.headrace.benchmarks;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.WorkerBuilder;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Headrace as its users write it. */
final class HeadraceContender implements Contender {
    private final Job job;
    private final Headrace headrace;
    private final WorkerBuilder builder;
    private @Nullable Worker worker;

    HeadraceContender(Job job, Handling handling) {
        this.job = job;
        this.headrace = Headrace.connect(job.uri());
        ErrorPolicy policy = ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(100)));
        this.builder = headrace.worker(job.group())
                .on(
                        EventStream.of(job.stream(), Event.CODEC),
                        (event, context) -> handling.handle(event),
                        options -> options.concurrency(job.concurrency()).onError(policy));
    }

    @Override
    public void start() {
        worker = builder.start();
    }

    @Override
    public long acked() {
        return Objects.requireNonNull(worker, "not started")
                .counts(job.stream())
                .of(Flow.DONE);
    }

    @Override
    public void close() {
        headrace.close();
    }
}
