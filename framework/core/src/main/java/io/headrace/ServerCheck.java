package io.headrace;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the server checked once and tells each finding. Nobody waits for it, and it never fails. */
final class ServerCheck {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.check");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<CompletableFuture<List<Finding>>> check;
    private final Duration patience;
    private final Consumer<Finding> told;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean cancelled;

    /** A check that is given up after {@code patience}. {@code told} is called on a thread of the common pool. */
    ServerCheck(Supplier<CompletableFuture<List<Finding>>> check, Duration patience, Consumer<Finding> told) {
        this.check = check;
        this.patience = patience;
        this.told = told;
    }

    /** A check whose findings are warnings in the log. */
    static ServerCheck logged(Broker broker) {
        return new ServerCheck(broker::check, PATIENCE, finding -> LOG.warn("{}", finding));
    }

    /** Begins the check, unless it was begun before, and returns at once; the future ends when all is told. */
    CompletableFuture<?> begin() {
        if (!begun.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.supplyAsync(check)
                .thenCompose(Function.identity())
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(this::tell);
    }

    /** Tells nothing more: what fails from now on fails because the connection is closed. */
    void cancel() {
        cancelled = true;
    }

    private boolean tell(@Nullable List<Finding> findings, @Nullable Throwable failure) {
        if (cancelled) {
            return false;
        }
        (findings == null ? List.of(unfinished(failure)) : findings).forEach(told);
        return true;
    }

    private Finding unfinished(@Nullable Throwable failure) {
        String why = failure instanceof TimeoutException
                ? "no answer within " + patience.toMillis() + " ms"
                : String.valueOf(
                        failure == null ? null : BrokerException.of(failure).getMessage());
        return new Finding(
                ErrorCode.NOT_CHECKED,
                "The server could not be checked",
                why,
                "Work goes on; see to its settings yourself, as docs/guides/operate.md says");
    }
}
