package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.headrace.retry.Backoff;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where all senders of one durability meet: what is sent while calls are under way goes out together with the next one.
 * Safe for all threads; whoever adds to an idle outlet does the sending, so there is no thread of its own.
 *
 * <pre>
 *   add ──▶ waiting ── sendBatch ──▶ under way ── answered ──▶ future completed
 *              ▲                         │ no answer, has an id
 *              └──── resting a while ◀───┘
 * </pre>
 *
 * A message has room in the buffer from {@code add} until just before its future is completed, so that a callback finds
 * room for at least what it was called for.
 */
final class Outlet {
    static final int MAX_MESSAGES = 10_000;
    static final int MAX_BYTES = 64 << 20;

    private static final int MAX_ONCE_BATCH = 128; // one script call, during which the server does nothing else
    private static final Backoff PACE = new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(2), 0.33);
    private static final ThreadLocal<Boolean> ANSWERING = ThreadLocal.withInitial(() -> false);

    private final Broker broker;
    private final Durability durability;
    private final Ticker ticker;
    private final Timer timer;
    private final int maxBatch;
    private final int maxBatchBytes;
    private final int maxCalls;
    private final Room room = new Room(MAX_MESSAGES, MAX_BYTES);
    private final Queue<Sending> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Rest> resting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean abandoned;

    /** Messages that are sent again when some time has passed; equal to itself only. */
    private static final class Rest {
        final List<Sending> messages;

        Rest(List<Sending> messages) {
            this.messages = messages;
        }
    }

    /** A call that waits for a disk or a replica holds up those behind it, so such calls are few and large. */
    Outlet(Broker broker, Durability durability, Ticker ticker, Timer timer) {
        boolean waits = durability.level() != Durability.Level.MEMORY;
        this.broker = broker;
        this.durability = durability;
        this.ticker = ticker;
        this.timer = timer;
        this.maxBatch = waits ? MAX_MESSAGES / 2 : 256;
        this.maxBatchBytes = waits ? MAX_BYTES / 2 : 1 << 20;
        this.maxCalls = waits ? 2 : 4;
    }

    CompletableFuture<MessageId> add(Sending sending, Duration maxBlock) {
        if (closed) {
            throw closedError();
        }
        if (!room.tryTake(sending.weight)) {
            awaitRoom(sending, maxBlock);
        }
        waiting.add(sending);
        pump();
        return sending;
    }

    /** Waits, at most this long, until everything sent was answered; an interrupt ends the waiting and stays set. */
    void flush(Duration timeout) {
        try {
            room.await(() -> room.messages() == 0 && calls.get() == 0, timeout.toNanos());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes nothing more and waits, at most this long, until everything sent was answered; then gives up on the rest. */
    void close(Duration timeout) {
        closed = true;
        flush(timeout);
        abandoned = true;
        resting.forEach(this::wakeUp);
        pump();
    }

    private void awaitRoom(Sending sending, Duration maxBlock) {
        String stream = sending.append.stream();
        if (sending.weight > MAX_BYTES) {
            throw new HeadraceException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "Cannot send to \"" + stream + "\": the message has " + sending.weight + " bytes, " + MAX_BYTES
                            + " are allowed. Keep large data elsewhere and send where it is.");
        }
        Duration patience = ANSWERING.get() ? Duration.ZERO : maxBlock; // nobody else would read the replies meanwhile
        try {
            if (!room.await(() -> room.tryTake(sending.weight), patience.toNanos())) {
                throw new HeadraceException(ErrorCode.BUFFER_FULL, full(stream, patience));
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new HeadraceException(
                    ErrorCode.BUFFER_FULL,
                    "Interrupted while waiting for room to send to \"" + stream + "\". The message was not sent.",
                    interrupt);
        }
    }

    private String full(String stream, Duration waited) {
        return "Cannot send to \"" + stream + "\": " + room.messages() + " messages of " + room.bytes()
                + " bytes wait for their answers, " + MAX_MESSAGES + " messages of " + MAX_BYTES
                + " bytes may; there was no room within " + waited
                + ". The message was not sent; slow down, or look at the server.";
    }

    /** One thread at a time sends; the others leave a signal, and it looks again. */
    private void pump() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            while (!waiting.isEmpty() && (abandoned || calls.get() < maxCalls)) {
                Sending first = Objects.requireNonNull(waiting.poll());
                if (mayLeave(first)) {
                    sendBatch(first);
                } else {
                    giveUp(first);
                }
            }
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
    }

    private boolean mayLeave(Sending sending) {
        return !abandoned && (sending.tries() == 0 || sending.mayLeaveAt(ticker.nanos()));
    }

    private void sendBatch(Sending first) {
        List<Sending> batch = new ArrayList<>();
        long nowNanos = first.hasId() ? ticker.nanos() : 0;
        long bytes = 0;
        for (Sending next = first; next != null; next = successor(first, batch.size(), bytes)) {
            batch.add(next);
            bytes += next.weight;
            next.leaves(nowNanos);
        }
        calls.incrementAndGet();
        send(first.hasId(), batch).whenComplete((results, failure) -> answered(batch, results, failure));
    }

    /** The next message if it may go with the first. */
    private @Nullable Sending successor(Sending first, int size, long bytes) {
        Sending next = size < (first.hasId() ? MAX_ONCE_BATCH : maxBatch) ? waiting.peek() : null;
        return next != null && next.hasId() == first.hasId() && bytes + next.weight <= maxBatchBytes && mayLeave(next)
                ? waiting.poll()
                : null;
    }

    /** A broker that throws instead of answering must not cost the room that the batch takes. */
    private CompletableFuture<List<Appended>> send(boolean once, List<Sending> batch) {
        try {
            if (!once) {
                List<Append> entries = new ArrayList<>(batch.size());
                batch.forEach(sending -> entries.add(sending.append));
                return broker.append(entries, durability);
            }
            List<AppendOnce> entries = new ArrayList<>(batch.size());
            batch.forEach(sending -> entries.add(Objects.requireNonNull(sending.once())));
            return broker.appendOnce(entries, durability);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void answered(List<Sending> batch, @Nullable List<Appended> results, @Nullable Throwable failure) {
        Appended lost = failure == null ? null : new Appended.Failed(BrokerException.of(failure));
        List<Appended> known = results == null ? Collections.nCopies(batch.size(), lost) : results;
        Duration pause =
                PACE.delay(batch.get(0).tries(), ThreadLocalRandom.current().nextDouble());
        List<Sending> again = toRepeat(batch, known, pause);
        giveBack(batch, again.size());
        boolean nested = ANSWERING.get();
        ANSWERING.set(true);
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.get(i).isToRepeat()) {
                settle(batch.get(i), known.get(i));
            }
        }
        ANSWERING.set(nested);
        if (!again.isEmpty()) {
            rest(again, pause);
        }
        calls.decrementAndGet();
        pump();
        room.wake();
    }

    private List<Sending> toRepeat(List<Sending> batch, List<Appended> results, Duration pause) {
        if (!batch.get(0).hasId()) {
            return List.of();
        }
        long thenNanos = ticker.nanos() + pause.toNanos();
        List<Sending> again = new ArrayList<>(0);
        for (int i = 0; i < batch.size(); i++) {
            Sending sending = batch.get(i);
            if (results.get(i) instanceof Appended.Failed failed) {
                sending.failed(failed.failure());
                if (passes(failed.failure()) && !abandoned && sending.mayLeaveAt(thenNanos)) {
                    sending.toRepeat();
                    again.add(sending);
                }
            }
        }
        return again;
    }

    private static boolean passes(BrokerException failure) {
        return !failure.nothingDone()
                || failure.code() == ErrorCode.NOT_READY
                || failure.code() == ErrorCode.CONNECTION_LOST;
    }

    private void giveBack(List<Sending> batch, int kept) {
        long bytes = 0;
        for (Sending sending : batch) {
            bytes += sending.isToRepeat() ? 0 : sending.weight;
        }
        room.giveBack(batch.size() - kept, bytes);
    }

    private void settle(Sending sending, Appended result) {
        if (result instanceof Appended.Done done) {
            sending.complete(done.id());
        } else if (result instanceof Appended.Weaker weaker) {
            sending.completeExceptionally(
                    new NotDurable(sending.append.stream(), weaker.id(), durability, weaker.reached(), weaker.cause()));
        } else if (result instanceof Appended.Failed failed) {
            sending.completeExceptionally(explain(sending, failed.failure()));
        }
    }

    private static HeadraceException explain(Sending sending, BrokerException failure) {
        AppendOnce once = sending.once();
        String stream = sending.append.stream();
        if (failure.nothingDone() && !sending.isMaybeAppended()) {
            return failure;
        }
        return once == null
                ? OutcomeUnknown.withoutId(stream, failure)
                : OutcomeUnknown.withId(stream, once.id(), sending.tries(), failure);
    }

    private void rest(List<Sending> messages, Duration pause) {
        Rest rest = new Rest(messages);
        resting.add(rest);
        if (abandoned) {
            wakeUp(rest);
        } else {
            timer.after(pause, () -> wakeUp(rest));
        }
    }

    private void wakeUp(Rest rest) {
        if (resting.remove(rest)) {
            waiting.addAll(rest.messages);
            pump();
        }
    }

    /** Ends a message that will not be sent, or not again. */
    private void giveUp(Sending sending) {
        room.giveBack(1, sending.weight);
        BrokerException last = sending.lastFailure();
        sending.completeExceptionally(explain(sending, last == null ? closedError() : last));
    }

    private static BrokerException closedError() {
        return BrokerException.refused(ErrorCode.CLOSED, "Headrace was closed; the message was not sent.", null);
    }
}
