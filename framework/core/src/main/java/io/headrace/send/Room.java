package io.headrace.send;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What the buffer has room for, in messages and in bytes. Both are kept in one word, so that taking and giving back is one
 * compare-and-set each; the lock is for those who wait only. Who waits is counted before it looks a last time, and who
 * gives back looks at the count afterwards, so no wake-up is missed. Waiters are not served in turn.
 */
final class Room {
    private static final int BYTE_BITS = 40;
    private static final long ONE_MESSAGE = 1L << BYTE_BITS;
    private static final long BYTES = ONE_MESSAGE - 1;

    private final int maxMessages;
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong(); // messages in the upper bits, bytes in the lower ones
    private final AtomicInteger waiters = new AtomicInteger();
    private final Lock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    Room(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Takes room for one message if there is some. */
    boolean tryTake(long bytes) {
        while (true) {
            long before = used.get();
            long after = before + ONE_MESSAGE + bytes;
            if (after >>> BYTE_BITS > maxMessages || (after & BYTES) > maxBytes) {
                return false;
            }
            if (used.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Gives back what these messages took. */
    void giveBack(int messages, long bytes) {
        used.addAndGet(-(messages * ONE_MESSAGE + bytes));
        wake();
    }

    /** Has those who wait look again. */
    void wake() {
        if (waiters.get() > 0) {
            lock.lock();
            try {
                change.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until this is so; tells whether it is. It is asked again after each {@link #wake}. */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        lock.lockInterruptibly();
        waiters.incrementAndGet();
        try {
            long left = nanos;
            boolean met = condition.getAsBoolean();
            while (!met && left > 0) {
                left = change.awaitNanos(left);
                met = condition.getAsBoolean();
            }
            return met;
        } finally {
            waiters.decrementAndGet();
            lock.unlock();
        }
    }

    int messages() {
        return (int) (used.get() >>> BYTE_BITS);
    }

    long bytes() {
        return used.get() & BYTES;
    }
}
