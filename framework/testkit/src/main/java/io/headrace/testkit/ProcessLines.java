package io.headrace.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The lines that a process prints, read on a thread of their own as they come. Safe for all threads. */
final class ProcessLines {
    /** How many are kept, the last ones. */
    static final int MOST = 100_000;

    private static final int TAIL = 5;

    private final BufferedReader reader;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> kept = new ArrayDeque<>();
    private long printed;
    private boolean ended;

    ProcessLines(BufferedReader reader) {
        this.reader = reader;
    }

    /** Begins to read, on a thread of this name. */
    void read(String threadName) {
        Thread thread = new Thread(this::readAll, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll() {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            // The process was killed while it was read from.
        } finally {
            change(() -> ended = true);
        }
    }

    private void add(String line) {
        change(() -> {
            printed++;
            kept.addLast(line);
            if (kept.size() > MOST) {
                kept.removeFirst();
            }
        });
    }

    /** The first line, printed or to come, that is wanted; none if time runs out, or the output ends, before it comes. */
    Optional<String> await(Predicate<String> wanted, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            long seen = 0;
            while (true) {
                long unseen = printed - seen;
                Optional<String> found = kept.stream()
                        .skip(Math.max(0, kept.size() - unseen))
                        .filter(wanted)
                        .findFirst();
                seen = printed;
                long left = deadline - System.nanoTime();
                if (found.isPresent() || ended || left <= 0) {
                    return found;
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the output has ended, or time runs out: a process of its own may have inherited it. */
    void awaitEnd(Duration patience) {
        await(line -> false, patience);
    }

    /** Whether no more will come. */
    boolean haveEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    long printed() {
        lock.lock();
        try {
            return printed;
        } finally {
            lock.unlock();
        }
    }

    List<String> kept() {
        lock.lock();
        try {
            return List.copyOf(kept);
        } finally {
            lock.unlock();
        }
    }

    /** The last few lines. */
    List<String> tail() {
        List<String> all = kept();
        return all.subList(Math.max(0, all.size() - TAIL), all.size());
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
