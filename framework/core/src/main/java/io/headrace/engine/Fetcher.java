package io.headrace.engine;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.Reader;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps fresh messages coming, never more than there are credits for. While a read comes back full there is a backlog, and
 * several reads that do not wait are kept under way. Else one waiting read is, on the stream and the lane together.
 */
final class Fetcher {
    private static final Duration BLOCK = Duration.ofSeconds(2);
    private static final int MAX_READS = 4;
    private static final int MAX_COUNT = 500;
    private static final long LANE_NANOS = Duration.ofMillis(100).toNanos();

    private final Desk desk;
    private final Reader reader;
    private final Lease lease;
    private final BiConsumer<String, Fetched> arrived;
    private final Consumer<BrokerException> failed;
    private final Pace pace;
    private int reads;
    private int reserved;
    private boolean waiting;
    private boolean backlog;
    private boolean laneNext;
    private long laneReadNanos;

    /** {@code arrived} takes what was read with the name that it was read under. */
    Fetcher(
            Desk desk,
            Reader reader,
            Lease lease,
            BiConsumer<String, Fetched> arrived,
            Consumer<BrokerException> failed) {
        this.desk = desk;
        this.reader = reader;
        this.lease = lease;
        this.arrived = arrived;
        this.failed = failed;
        this.pace = desk.pace();
        this.laneReadNanos = desk.now() - LANE_NANOS;
    }

    /** How many messages the unanswered reads may bring. */
    int reserved() {
        return reserved;
    }

    /** What keeps reads from coming back, or {@code null}. */
    Pace.@Nullable Trouble trouble() {
        return pace.trouble();
    }

    boolean isIdle() {
        return reads == 0;
    }

    /** The name has changed: what the old one still reads is not ours. */
    void rename() {
        reader.rename(lease.consumer());
        wake();
    }

    /** Ends a waiting read early. */
    void wake() {
        if (waiting) {
            reader.wake();
        }
    }

    /** {@code enough}: handlers have work for a while, so that a backlog is read in large portions only. */
    int step(long nowNanos, int credits, int window, boolean enough) {
        int work = 0;
        int left = credits;
        while (left > 0 && pace.allows(nowNanos) && mayRead(left, window, enough)) {
            left -= read(nowNanos, left, window);
            work++;
        }
        return work;
    }

    long deadlineNanos() {
        return reads == 0 ? pace.deadlineNanos() : Long.MAX_VALUE;
    }

    private boolean mayRead(int credits, int window, boolean enough) {
        boolean large = credits >= Math.min(MAX_COUNT, Math.max(1, window / 4));
        if (reads == 0) {
            return large || !backlog || !enough;
        }
        return backlog && !waiting && reads < MAX_READS && large;
    }

    /** Sends one read; returns the credits that it took. */
    private int read(long nowNanos, int credits, int window) {
        // A waiting read leaves credits for claims: it may hold on to its own for long.
        int offered = backlog ? credits : Math.max(Math.min(2, credits), credits - window / 2);
        boolean laneDue = !backlog || nowNanos - laneReadNanos >= LANE_NANOS;
        boolean both = offered >= 2 && laneDue;
        boolean laneOnly = !both && laneDue && laneNext;
        laneNext = laneDue && !laneNext;
        if (both || laneOnly) {
            laneReadNanos = nowNanos;
        }
        // The count holds for each of the two: together they must not exceed the credits.
        int count = Math.min(MAX_COUNT, both ? offered / 2 : offered);
        int taken = both ? 2 * count : count;
        waiting = !backlog && !laneOnly;
        reads++;
        reserved += taken;
        Fetch fetch = new Fetch(!laneOnly, both || laneOnly, count, waiting ? BLOCK : Duration.ZERO);
        String consumer = lease.consumer();
        desk.await(
                reader.fetch(fetch),
                fetched -> answered(consumer, fetch, taken, fetched),
                failure -> failed(taken, failure));
        return taken;
    }

    private void answered(String consumer, Fetch fetch, int taken, Fetched fetched) {
        ended(taken);
        pace.succeeded();
        if (fetch.stream()) {
            backlog = fetched.stream().size() >= fetch.count();
        }
        arrived.accept(consumer, fetched);
    }

    private void failed(int taken, BrokerException failure) {
        ended(taken);
        backlog = false;
        pace.failed(desk.now(), failure);
        failed.accept(failure);
    }

    private void ended(int taken) {
        reads--;
        reserved -= taken;
        waiting = false;
    }
}
