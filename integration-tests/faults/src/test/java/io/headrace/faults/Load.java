package io.headrace.faults;

import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import io.headrace.send.Sender;
import io.headrace.testkit.LossAudit;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Sends at a steady pace from a thread of its own, while faults strike; what is confirmed goes to the audit. */
final class Load implements AutoCloseable {
    private static final int PER_SECOND = 50; // portions
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sender<String> sender;
    private final int portion;
    private final Supplier<String> values;
    private final LossAudit audit;
    private final Queue<CompletableFuture<?>> replies = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;

    Load(Sender<String> sender, int perSecond, Supplier<String> values, LossAudit audit) {
        this.sender = sender;
        this.portion = Math.max(1, perSecond / PER_SECOND);
        this.values = values;
        this.audit = audit;
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends nothing more and waits until everything sent is answered, one way or the other. */
    void stop() {
        stopped = true;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (thread.isAlive() || !replies.stream().allMatch(CompletableFuture::isDone)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Sends are not answered within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** How many sends were confirmed so far. */
    long confirmed() {
        return replies.stream()
                .filter(reply -> reply.isDone() && !reply.isCompletedExceptionally())
                .count();
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            for (int i = 0; i < portion; i++) {
                send(values.get());
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos() / PER_SECOND);
        }
    }

    private void send(String value) {
        try {
            CompletableFuture<MessageId> reply = sender.sendOnce(value, value);
            replies.add(reply.thenAccept(id -> audit.confirmed(value)));
        } catch (HeadraceException noRoom) {
            // Not confirmed, and nothing that the audit asks for.
        }
    }
}
