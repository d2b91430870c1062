package io.headrace.soak;

import io.headrace.Headrace;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.send.NotDurable;
import io.headrace.send.OutcomeUnknown;
import io.headrace.send.Sender;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends orders at a steady rate, on a thread of its own, and notes what becomes of each. Every other one is sent under an
 * id and confirmed when it is on disk; the rest is sent once and confirmed by the server's reply. Safe for all threads.
 */
final class Traffic implements AutoCloseable {
    /** What the identity begins with of a message that was sent under an id, and so has to be confirmed in the end. */
    static final String UNDER_ID = "once-";

    private static final int PER_SECOND = 500;
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos() / PER_SECOND;

    private final Sender<String> once;
    private final Sender<String> plain;
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Thread thread = new Thread(this::sendAll, "soak-sender");
    private volatile boolean ending;

    Traffic(Headrace headrace) {
        once = headrace.sender(Streams.ORDERS, options -> options.durability(Durability.fsync()));
        plain = headrace.sender(Streams.ORDERS);
        thread.start();
    }

    /** Messages whose send was confirmed. */
    Set<String> confirmed() {
        return confirmed;
    }

    /** Messages of which nobody can know whether they are on the stream, or on disk. */
    Set<String> unknown() {
        return unknown;
    }

    /** Messages that are not on the stream, as the sender says. */
    Set<String> refused() {
        return refused;
    }

    /** How many sends have no outcome yet. */
    int underWay() {
        return underWay.get();
    }

    /** Sends no more; what is under way goes on. */
    void end() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("A soak is not interrupted", e);
        }
    }

    @Override
    public void close() {
        end();
    }

    private void sendAll() {
        long begin = System.nanoTime();
        for (int number = 0; !ending; number++) {
            send(number);
            for (long due = begin + (number + 1) * PERIOD_NANOS, left = due - System.nanoTime();
                    left > 0 && !ending;
                    left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void send(int number) {
        boolean underId = number % 2 == 0;
        String order = (underId ? UNDER_ID : "plain-") + number;
        underWay.incrementAndGet();
        try {
            CompletableFuture<?> sending = underId ? once.sendOnce(order, order) : plain.send(order);
            sending.whenComplete((id, failure) -> note(order, failure));
        } catch (HeadraceException failure) {
            note(order, failure);
        }
    }

    private void note(String order, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            confirmed.add(order);
        } else if (cause instanceof OutcomeUnknown || cause instanceof NotDurable) {
            unknown.add(order);
        } else {
            refused.add(order);
        }
        underWay.decrementAndGet();
    }
}
