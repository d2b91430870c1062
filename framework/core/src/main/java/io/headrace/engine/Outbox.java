package io.headrace.engine;

import io.headrace.broker.BrokerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: what is added while a call is under way forms the next call. A call that fails, or is not answered, is
 * sent again as it was until it is answered; the broker's gates make a second copy harmless.
 */
final class Outbox<T, R> {
    private final Desk desk;
    private final int maxItems;
    private final int maxWeight;
    private final ToIntFunction<T> weight;
    private final Function<List<T>, CompletableFuture<R>> call;
    private final Answer<T, R> answer;
    private final Pace pace;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private List<T> sent = List.of();
    private int limit;
    private boolean underWay;
    private boolean repeated;

    /** What to do with the reply to a batch. */
    interface Answer<T, R> {
        /** {@code repeated}: an earlier copy may have been carried out, so an item found settled was settled by us. */
        void accept(List<T> items, R reply, boolean repeated);
    }

    Outbox(
            Desk desk,
            int maxItems,
            int maxWeight,
            ToIntFunction<T> weight,
            Function<List<T>, CompletableFuture<R>> call,
            Answer<T, R> answer) {
        this.desk = desk;
        this.maxItems = maxItems;
        this.maxWeight = maxWeight;
        this.weight = weight;
        this.call = call;
        this.answer = answer;
        this.pace = desk.pace();
        this.limit = maxItems;
    }

    void add(T item) {
        waiting.add(item);
    }

    /** Puts back what the server refused for the moment; it is sent again after a pause. */
    void addRefused(T item) {
        waiting.add(item);
        pace.failed(desk.now());
    }

    boolean isEmpty() {
        return waiting.isEmpty() && sent.isEmpty();
    }

    int step(long nowNanos) {
        if (underWay || isEmpty() || !pace.allows(nowNanos)) {
            return 0;
        }
        if (sent.isEmpty()) {
            sent = nextBatch();
        }
        underWay = true;
        List<T> batch = sent;
        call.apply(batch).whenComplete((reply, failure) -> desk.inbox().execute(() -> answered(batch, reply, failure)));
        return batch.size();
    }

    /** When there is something to do without a reply, or {@link Long#MAX_VALUE}. */
    long deadlineNanos() {
        return underWay || isEmpty() ? Long.MAX_VALUE : pace.deadlineNanos();
    }

    private void answered(List<T> batch, @Nullable R reply, @Nullable Throwable failure) {
        underWay = false;
        if (reply != null) {
            boolean wasRepeated = repeated;
            repeated = false;
            sent = List.of();
            limit = Math.min(maxItems, 2 * limit);
            pace.succeeded();
            answer.accept(batch, reply, wasRepeated);
        } else {
            BrokerException cause = BrokerException.of(Objects.requireNonNull(failure, "neither reply nor failure"));
            pace.failed(desk.now());
            desk.events().trouble(cause);
            if (cause.nothingDone() && !repeated) {
                splitUp(batch);
            } else {
                repeated = true;
            }
        }
    }

    /** The server refused the call as a whole: smaller ones tell the item that it cannot take from the others. */
    private void splitUp(List<T> batch) {
        sent = List.of();
        limit = Math.max(1, batch.size() / 2);
        waiting.addAll(batch);
    }

    private List<T> nextBatch() {
        List<T> batch = new ArrayList<>(Math.min(limit, waiting.size()));
        int load = 0;
        while (!waiting.isEmpty() && batch.size() < limit && (batch.isEmpty() || load < maxWeight)) {
            T item = waiting.remove();
            load += weight.applyAsInt(item);
            batch.add(item);
        }
        return batch;
    }
}
