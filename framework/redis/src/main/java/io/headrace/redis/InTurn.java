package io.headrace.redis;

import io.headrace.time.Timer;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Brings what several threads hand over to a connection in the order in which it was handed over. One thread at a time
 * writes; the others leave a signal, and it looks again. It is never a thread of the connection's event loop: what that one
 * writes goes out at once, before what others have written and the loop has not taken up yet.
 */
final class InTurn<T> {
    private final Timer timer;
    private final Consumer<T> write;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();

    InTurn(Timer timer, Consumer<T> write) {
        this.timer = timer;
        this.write = write;
    }

    void add(T item) {
        waiting.add(item);
        if (Thread.currentThread() instanceof FastThreadLocalThread) {
            writeElsewhere();
        } else {
            writeAll();
        }
    }

    private void writeElsewhere() {
        try {
            timer.after(Duration.ZERO, this::writeAll);
        } catch (RejectedExecutionException closed) {
            writeAll(); // only to be refused
        }
    }

    private void writeAll() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (T item = waiting.poll(); item != null; item = waiting.poll()) {
                write.accept(item);
            }
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
    }
}
