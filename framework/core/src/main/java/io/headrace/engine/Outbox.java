package io.headrace.engine;

import io.headrace.broker.BrokerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: what is added while a call is under way forms the next call. A call that fails, or is not answered, is
 * sent again as it was until it is answered; the broker's gates make a second copy harmless.
 */
final class Outbox<T, R> {
    private static final int FEW = 32;
    private static final long HOLD_NANOS = Duration.ofMillis(1).toNanos();

    private final Desk desk;
    private final int maxItems;
    private final int maxWeight;
    private final ToIntFunction<T> weight;
    private final Function<T, String> caller;
    private final Function<List<T>, CompletableFuture<R>> call;
    private final Answer<T, R> answer;
    private final Pace pace;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    /** Parts of refused batches, each to be sent by itself; an earlier copy may have been carried out if so marked. */
    private final ArrayDeque<Part<T>> parts = new ArrayDeque<>();

    private List<T> sent = List.of();
    private boolean underWay;
    private boolean repeated;
    private boolean partsTurn;
    private long heldUntilNanos = Long.MAX_VALUE;
    private @Nullable BrokerException refusal; // of an item of the batch that was answered last

    private record Part<T>(List<T> items, boolean repeated) {}

    /** What to do with the reply to a batch. */
    interface Answer<T, R> {
        /** {@code repeated}: an earlier copy may have been carried out, so an item found settled was settled by us. */
        void accept(List<T> items, R reply, boolean repeated);
    }

    /** Items of different {@code caller}s go in different calls. */
    Outbox(
            Desk desk,
            int maxItems,
            int maxWeight,
            ToIntFunction<T> weight,
            Function<T, String> caller,
            Function<List<T>, CompletableFuture<R>> call,
            Answer<T, R> answer) {
        this.desk = desk;
        this.maxItems = maxItems;
        this.maxWeight = maxWeight;
        this.weight = weight;
        this.caller = caller;
        this.call = call;
        this.answer = answer;
        this.pace = desk.pace();
    }

    void add(T item) {
        waiting.add(item);
    }

    /** Puts back what the server refused for the moment; it is sent again after a pause. */
    void addRefused(T item, BrokerException why) {
        waiting.add(item);
        refusal = why;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && parts.isEmpty() && sent.isEmpty();
    }

    int step(long nowNanos) {
        return step(nowNanos, false);
    }

    /** If more is about to come, a few items wait for it, but not for long. */
    int step(long nowNanos, boolean moreIsComing) {
        if (underWay || isEmpty() || !pace.allows(nowNanos)) {
            return 0;
        }
        if (moreIsComing && sent.isEmpty() && parts.isEmpty() && waiting.size() < FEW) {
            if (heldUntilNanos == Long.MAX_VALUE) {
                heldUntilNanos = nowNanos + HOLD_NANOS;
            }
            if (nowNanos < heldUntilNanos) {
                return 0;
            }
        }
        heldUntilNanos = Long.MAX_VALUE;
        if (sent.isEmpty()) {
            takeNext();
        }
        if (repeated) {
            separateCallers();
        }
        underWay = true;
        List<T> batch = sent;
        desk.await(call.apply(batch), reply -> answered(batch, reply), failure -> failed(batch, failure));
        return batch.size();
    }

    /** When there is something to do without a reply, or {@link Long#MAX_VALUE}. */
    long deadlineNanos() {
        return underWay || isEmpty() ? Long.MAX_VALUE : Math.min(heldUntilNanos, pace.deadlineNanos());
    }

    private void answered(List<T> batch, R reply) {
        boolean wasRepeated = repeated;
        underWay = false;
        repeated = false;
        sent = List.of();
        refusal = null;
        answer.accept(batch, reply, wasRepeated);
        if (refusal == null) {
            pace.succeeded();
        } else {
            pace.failed(desk.now(), refusal);
            desk.events().trouble(refusal);
        }
    }

    private void failed(List<T> batch, BrokerException failure) {
        underWay = false;
        pace.failed(desk.now(), failure);
        desk.events().trouble(failure);
        if (failure.nothingDone()) {
            splitUp(batch);
        } else {
            repeated = true;
        }
    }

    /** The server refused the call as a whole: smaller ones tell the item that it cannot take from the others. */
    private void splitUp(List<T> batch) {
        int half = batch.size() / 2;
        boolean doubtful = repeated || half > 0; // those before the one that was refused may have been carried out
        if (half > 0) {
            parts.addFirst(new Part<>(List.copyOf(batch.subList(half, batch.size())), doubtful));
        }
        parts.addLast(new Part<>(List.copyOf(batch.subList(0, Math.max(1, half))), doubtful));
        sent = List.of();
        repeated = false;
    }

    /** Parts of what was refused and what is new, in turn: neither waits for the other. */
    private void takeNext() {
        partsTurn = !parts.isEmpty() && (waiting.isEmpty() || !partsTurn);
        Part<T> next = partsTurn ? parts.remove() : new Part<>(nextBatch(), false);
        sent = next.items();
        repeated = next.repeated();
    }

    /** Of what is sent again, items may have got another caller since. */
    private void separateCallers() {
        String first = caller.apply(sent.get(0));
        List<T> others =
                sent.stream().filter(item -> !caller.apply(item).equals(first)).toList();
        if (!others.isEmpty()) {
            parts.addFirst(new Part<>(others, repeated));
            sent = sent.stream()
                    .filter(item -> caller.apply(item).equals(first))
                    .toList();
        }
    }

    private List<T> nextBatch() {
        List<T> batch = new ArrayList<>(Math.min(maxItems, waiting.size()));
        int load = 0;
        String first = caller.apply(waiting.element());
        while (!waiting.isEmpty()
                && batch.size() < maxItems
                && (batch.isEmpty() || load < maxWeight)
                && caller.apply(waiting.element()).equals(first)) {
            T item = waiting.remove();
            load += weight.applyAsInt(item);
            batch.add(item);
        }
        return batch;
    }
}
