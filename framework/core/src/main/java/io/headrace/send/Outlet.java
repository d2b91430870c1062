package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where all senders of a process meet: what is sent while calls are under way goes out together with the next one. Safe
 * for all threads; whoever adds to an idle outlet does the sending, so there is no thread of its own.
 */
public final class Outlet {
    private static final int CAPACITY = 10_000;
    private static final int MAX_BATCH = 256;
    private static final int MAX_CALLS = 4;

    private final Broker broker;
    private final Duration maxBlock;
    private final Semaphore room = new Semaphore(CAPACITY);
    private final Queue<Sending> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean closed;

    private record Sending(Append append, CompletableFuture<MessageId> reply) {}

    /** An outlet that lets a caller wait this long for room. */
    public Outlet(Broker broker, Duration maxBlock) {
        this.broker = broker;
        this.maxBlock = maxBlock;
    }

    CompletableFuture<MessageId> add(Append append) {
        if (closed) {
            throw new HeadraceException(ErrorCode.CLOSED, "Headrace was closed; nothing was sent.");
        }
        awaitRoom(append.stream());
        Sending sending = new Sending(append, new CompletableFuture<>());
        waiting.add(sending);
        pump();
        return sending.reply;
    }

    /** Takes nothing more and waits, at most this long, until everything sent was answered. */
    public void close(Duration timeout) {
        closed = true;
        try {
            if (room.tryAcquire(CAPACITY, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                room.release(CAPACITY);
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRoom(String stream) {
        try {
            if (room.tryAcquire() || room.tryAcquire(maxBlock.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            throw new HeadraceException(
                    ErrorCode.BUFFER_FULL,
                    "Cannot send to \"" + stream + "\": " + CAPACITY + " messages have waited for " + maxBlock
                            + ". The message was not sent; slow down, or look at the server.");
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new HeadraceException(
                    ErrorCode.BUFFER_FULL,
                    "Interrupted while waiting for room to send to \"" + stream + "\". The message was not sent.",
                    interrupt);
        }
    }

    /** One thread at a time sends; the others leave a signal, and it looks again. */
    private void pump() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            while (!waiting.isEmpty() && calls.get() < MAX_CALLS) {
                sendBatch();
            }
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
    }

    private void sendBatch() {
        List<Sending> batch = new ArrayList<>();
        List<Append> appends = new ArrayList<>();
        for (Sending next = waiting.poll(); next != null; next = batch.size() < MAX_BATCH ? waiting.poll() : null) {
            batch.add(next);
            appends.add(next.append);
        }
        calls.incrementAndGet();
        AtomicInteger open = new AtomicInteger(batch.size());
        List<CompletableFuture<MessageId>> replies = append(appends);
        for (int i = 0; i < batch.size(); i++) {
            Sending sending = batch.get(i);
            replies.get(i).whenComplete((id, failure) -> answered(sending, id, failure, open));
        }
    }

    /** A broker that throws instead of answering must not cost the room that the batch takes. */
    private List<CompletableFuture<MessageId>> append(List<Append> batch) {
        try {
            return broker.append(batch);
        } catch (RuntimeException failure) {
            return batch.stream()
                    .map(append -> CompletableFuture.<MessageId>failedFuture(failure))
                    .toList();
        }
    }

    private void answered(Sending sending, @Nullable MessageId id, @Nullable Throwable failure, AtomicInteger open) {
        room.release();
        if (id != null) {
            sending.reply.complete(id);
        } else {
            BrokerException cause = BrokerException.of(failure == null ? new IllegalStateException() : failure);
            sending.reply.completeExceptionally(
                    cause.nothingDone() ? cause : new OutcomeUnknown(sending.append.stream(), cause));
        }
        if (open.decrementAndGet() == 0) {
            calls.decrementAndGet();
            pump();
        }
    }
}
