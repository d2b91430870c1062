package io.headrace.engine;

import io.headrace.observe.Health;
import io.headrace.observe.Health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscription's health is told from: the engine's thread writes it, anyone may ask. */
final class Vitals {
    private static final long LONG_NANOS = Duration.ofSeconds(10).toNanos();

    private final List<Pace> paces = new ArrayList<>(); // complete when the subscription is
    private volatile long steppedAtNanos;
    private volatile @Nullable String paused;
    private volatile int stuck;
    private volatile boolean allStuck;
    private volatile int blockedKeys;
    private volatile @Nullable String fullKey;
    private volatile @Nullable String trimHeldUp;
    private volatile @Nullable String noQueue;
    private volatile long heldUpSeconds;
    private volatile @Nullable String tooManyParked;
    private volatile @Nullable String stopped;

    Pace add(Pace pace) {
        paces.add(pace);
        return pace;
    }

    void stepped(long nowNanos) {
        steppedAtNanos = nowNanos;
    }

    /** Why nothing is handed to the handler at present, or {@code null}. */
    void paused(@Nullable String why) {
        paused = why;
    }

    /** How many handlers have not returned for long, and whether no other runner is left. */
    void stuck(int count, boolean all) {
        stuck = count;
        allStuck = all;
    }

    /** For how long a trim has found the same oldest need. */
    void heldUp(Duration elapsed) {
        heldUpSeconds = elapsed.toSeconds();
    }

    long heldUpSeconds() {
        return heldUpSeconds;
    }

    /** Why a stream that shall be a queue is none, or {@code null}. */
    void noQueue(@Nullable String why) {
        noQueue = why;
    }

    /** What keeps the stream from being trimmed for long, or {@code null}. */
    void trimHeldUp(@Nullable String why) {
        trimHeldUp = why;
    }

    /** Why nothing fresh is read although there is room here, or {@code null}. */
    void tooManyParked(@Nullable String why) {
        tooManyParked = why;
    }

    /** Who has ordered that nothing is begun, and why, or {@code null}. */
    void stopped(@Nullable String why) {
        stopped = why;
    }

    int stuck() {
        return stuck;
    }

    /**
     * How many keys wait for a next attempt, and the key of which so many messages are held that nothing more is fetched,
     * or {@code null}.
     */
    void keys(int blocked, @Nullable String fullestKey) {
        blockedKeys = blocked;
        fullKey = fullestKey;
    }

    int blockedKeys() {
        return blockedKeys;
    }

    Health health(long nowNanos, Pace.@Nullable Trouble reading) {
        Health health = Health.UP;
        long still = nowNanos - steppedAtNanos;
        if (still > LONG_NANOS) {
            health = health.and(Health.of(
                    Status.DOWN,
                    "The engine has not moved for " + seconds(still) + "; a listener that blocks stops it"));
        }
        if (reading != null && nowNanos - reading.sinceNanos() > LONG_NANOS) {
            health = health.and(
                    Health.of(Status.DOWN, "Nothing could be read for " + seconds(nowNanos - reading.sinceNanos())));
        }
        for (Pace pace : paces) {
            Pace.Trouble trouble = pace.trouble();
            if (trouble != null) {
                String since = " (for " + seconds(nowNanos - trouble.sinceNanos()) + ")";
                health = health.and(Health.of(Status.DEGRADED, trouble.cause().getMessage() + since));
            }
        }
        return health.and(handling());
    }

    private Health handling() {
        Health health = Health.UP;
        String pause = paused;
        if (pause != null) {
            health = health.and(Health.of(Status.DEGRADED, pause));
        }
        int hanging = stuck;
        if (hanging > 0) {
            health = health.and(Health.of(
                    allStuck ? Status.DOWN : Status.DEGRADED,
                    (allStuck ? "All " : "") + hanging + " handlers have not returned for a minute or longer"));
        }
        String key = fullKey;
        if (key != null) {
            health = health.and(
                    Health.of(Status.DEGRADED, "Reading waits: the messages of key \"" + key + "\" pile up"));
        }
        for (String held : new String[] {stopped, trimHeldUp, noQueue, tooManyParked}) {
            if (held != null) {
                health = health.and(Health.of(Status.DEGRADED, held));
            }
        }
        return health;
    }

    private static String seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds() + " s";
    }
}
