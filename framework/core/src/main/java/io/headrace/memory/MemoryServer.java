package io.headrace.memory;

import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What all connections share: the keyspace and the readers that wait. One lock guards both and every reader's state, so
 * that each command is atomic; replies to waiting reads are collected under the lock and delivered after it is released,
 * on the thread whose command woke them.
 */
final class MemoryServer {
    final Timer timer;
    final EffectKinds kinds = new EffectKinds();
    private final Lock lock = new ReentrantLock();
    private final Keyspace keys;
    private final Set<MemoryReader> waiting = new LinkedHashSet<>(); // in the order in which they began to wait
    private List<Runnable> replies = new ArrayList<>();

    MemoryServer(Ticker ticker, Timer timer) {
        this.keys = new Keyspace(ticker);
        this.timer = timer;
    }

    /** Runs one command, then answers the waiting reads that it brought something for. */
    <T> T execute(Function<Keyspace, T> command) {
        List<Runnable> ready;
        lock.lock();
        try {
            return command.apply(keys);
        } finally {
            List.copyOf(waiting).forEach(reader -> reader.proceed(keys));
            ready = replies;
            replies = new ArrayList<>();
            lock.unlock();
            ready.forEach(Runnable::run);
        }
    }

    /** Has this run once the lock is released; only within a command. */
    void reply(Runnable reply) {
        replies.add(reply);
    }

    /** Notes whether this reader waits; only within a command. */
    void waits(MemoryReader reader, boolean waits) {
        if (waits) {
            waiting.add(reader);
        } else {
            waiting.remove(reader);
        }
    }
}
