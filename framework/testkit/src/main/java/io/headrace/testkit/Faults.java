package io.headrace.testkit;

import io.headrace.testkit.FaultProxy.Direction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultProxy} does to its connections now, and how often it did. Safe for all threads. */
final class Faults {
    private static final long A_WHILE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Direction, Duration> delays = new EnumMap<>(Direction.class);
    private final Set<Direction> blackHoles = EnumSet.noneOf(Direction.class);
    private boolean refusing;
    private @Nullable Predicate<byte[]> trap;
    private int trapsLeft;
    private long struck;

    void delay(Direction direction, Duration delay) {
        change(() -> delays.put(direction, delay));
    }

    void blackHole(Direction direction) {
        change(() -> blackHoles.add(direction));
    }

    void refuse() {
        change(() -> refusing = true);
    }

    void trap(Predicate<byte[]> trap, int times) {
        change(() -> {
            this.trap = trap;
            this.trapsLeft = times;
        });
    }

    void heal() {
        change(() -> {
            delays.clear();
            blackHoles.clear();
            refusing = false;
            trap = null;
        });
    }

    void strike() {
        change(() -> struck++);
    }

    /** Has every holding connection look whether it is still open. */
    void wake() {
        change(() -> {});
    }

    boolean isRefusing() {
        lock.lock();
        try {
            return refusing;
        } finally {
            lock.unlock();
        }
    }

    long struck() {
        lock.lock();
        try {
            return struck;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this request falls into the trap. */
    boolean isTrapped(byte[] request) {
        lock.lock();
        try {
            if (trap == null || !trap.test(request)) {
                return false;
            }
            struck++;
            if (--trapsLeft == 0) {
                trap = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when what has just arrived may go on, or its connection has ended. */
    void hold(Direction direction, BooleanSupplier open) {
        long arrived = System.nanoTime();
        boolean counted = false;
        lock.lock();
        try {
            for (long wait = wait(direction, arrived);
                    wait > 0 && open.getAsBoolean();
                    wait = wait(direction, arrived)) {
                if (!counted) {
                    counted = true;
                    struck++;
                }
                changed.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("The threads of a proxy are not interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private long wait(Direction direction, long arrived) {
        if (blackHoles.contains(direction)) {
            return A_WHILE_NANOS;
        }
        Duration delay = delays.getOrDefault(direction, Duration.ZERO);
        return delay.toNanos() - (System.nanoTime() - arrived);
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
