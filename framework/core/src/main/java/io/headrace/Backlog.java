package io.headrace;

import com.codahale.metrics.Gauge;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A group's backlog as the server tells it. It is asked at most once a second, and only when somebody reads the gauge; the
 * reader waits for the answer a moment, then gets the one before.
 */
final class Backlog implements Gauge<Long> {
    /** What is told while the server does not answer, or the group is missing. */
    static final long UNKNOWN = -1;

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Operations operations;
    private final GroupRef group;
    private final Ticker ticker;
    private CompletableFuture<Long> answer = CompletableFuture.completedFuture(UNKNOWN);
    private long last = UNKNOWN;
    private @Nullable Long askedAtNanos;

    Backlog(Operations operations, GroupRef group, Ticker ticker) {
        this.operations = operations;
        this.group = group;
        this.ticker = ticker;
    }

    @Override
    public synchronized Long getValue() {
        long now = ticker.nanos();
        if (askedAtNanos == null || (answer.isDone() && now - askedAtNanos >= FRESH.toNanos())) {
            askedAtNanos = now;
            answer = operations.group(group).thenApply(GroupStatus::backlog).exceptionally(failure -> UNKNOWN);
        }
        try {
            last = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notYet) {
            // the next reader may find it
        }
        return last;
    }
}
