package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Attempts;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Pause;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leases of workers: the twins of {@code lib_lease.lua}, {@code tick.lua}, {@code reclaim.lua} and {@code mark.lua}. */
final class Leasing {
    private static final String OURS = "hr-";
    private static final int MOST_DEAD = 16;
    private static final long SWEEP_MILLIS = 1000;

    private final GroupSpace group;
    private final MemorySortedSet alive;

    Leasing(GroupSpace group) {
        this.group = group;
        this.alive = group.space.sortedSet(group.keys.alive());
    }

    Ticked tick(Tick tick) {
        boolean inStream =
                isReleased(Source.STREAM); // both are asked: a missing group is refused before anything changes
        boolean inLane = isReleased(Source.LANE);
        MessageId checkpoint = group.group(Source.STREAM).checkpoint();
        long at = leaseClock(tick.period());
        Boolean lives = isAlive(tick.consumer(), at);
        if (lives == null) {
            lives = tick.joins();
            alive.put(tick.consumer(), (double) at);
        }
        if (lives) {
            alive.put(tick.consumer(), (double) (at + tick.lease().toMillis()));
        }
        lookForUnknown(at, tick.lease());
        group.space.putString(group.keys.checkpoint(), checkpoint.toString().getBytes(US_ASCII));
        return new Ticked(
                lives,
                alive.upTo((double) at, MOST_DEAD),
                inStream || inLane,
                group.space.sortedSet(group.keys.due()).members().size(),
                group.nextDueMillis(),
                at,
                checkpoint,
                Math.abs(at - group.control("swept", 0)) >= SWEEP_MILLIS,
                pause());
    }

    private @Nullable Pause pause() {
        byte[] text = group.space.hash(group.keys.control()).value("paused");
        return text == null ? null : Pause.parse(new String(text, UTF_8));
    }

    Reclaimed reclaim(Reclaim reclaim) {
        long at = leaseClock(reclaim.period());
        Taking taking = new Taking(group, reclaim.consumer());
        Boolean lives = isAlive(reclaim.dead(), at);
        if (lives == null || lives || reclaim.dead().equals(reclaim.consumer())) {
            return new Reclaimed(taking.claims(), true);
        }
        EntryRef suspect = suspect(reclaim.dead());
        if (suspect != null) {
            blame(suspect, 0, 1);
        }
        group.space.hash(group.keys.probe()).remove(reclaim.dead());
        boolean left = false;
        for (Source source : Source.values()) {
            int room = reclaim.count() - taking.count();
            List<MessageId> orphans = group.group(source).heldBy(reclaim.dead(), null, room + 1);
            for (MessageId id : orphans.subList(0, Math.min(room, orphans.size()))) {
                EntryRef ref = new EntryRef(source, id);
                blame(ref, 1, 0);
                taking.take(ref, group.deliveries(ref, reclaim.dead()));
            }
            left |= orphans.size() > room;
        }
        if (!left) {
            for (Source source : Source.values()) {
                group.group(source).removeConsumer(reclaim.dead());
            }
            alive.remove(reclaim.dead());
        }
        return new Reclaimed(taking.claims(), !left);
    }

    Outcome mark(String consumer, Hold hold) {
        Outcome missed = group.missed(hold, consumer);
        if (missed != null) {
            return missed;
        }
        group.space.hash(group.keys.probe()).put(consumer, hold.ref().wire().getBytes(US_ASCII));
        return Outcome.DONE;
    }

    /** The time; a gap in which nobody ticked, or a clock that was set back, moves every lease with it. */
    private long leaseClock(Duration period) {
        long at = group.space.nowMillis();
        long gap = at - group.control("tick", at);
        if (gap < 0 || gap > 3 * period.toMillis()) {
            for (Scored lease : alive.members()) {
                alive.put(lease.member(), lease.score() + gap);
            }
        }
        group.control("tick", Long.toString(at));
        return at;
    }

    private @Nullable Boolean isAlive(String name, long at) {
        Double lease = alive.score(name);
        return lease == null ? null : lease > at;
    }

    private void lookForUnknown(long at, Duration lease) {
        if (Math.abs(at - group.control("looked", 0)) < lease.toMillis()) {
            return;
        }
        group.control("looked", Long.toString(at));
        for (Source source : Source.values()) {
            for (String name : group.group(source).pendingByConsumer().keySet()) {
                if (name.startsWith(OURS) && alive.score(name) == null) {
                    alive.put(name, (double) (at + lease.toMillis()));
                }
            }
        }
    }

    private boolean isReleased(Source source) {
        return !group.group(source).heldBy(GroupState.FREE, null, 1).isEmpty();
    }

    private @Nullable EntryRef suspect(String dead) {
        byte[] marked = group.space.hash(group.keys.probe()).value(dead);
        EntryRef ref = marked == null ? null : EntryRef.parse(new String(marked, US_ASCII));
        return ref != null && group.deliveries(ref, dead) > 0 ? ref : null;
    }

    private void blame(EntryRef ref, int crashes, int convictions) {
        Attempts known = group.attempts(ref);
        Attempts grown = new Attempts(
                known.failures(),
                known.firstFailedAtMillis(),
                known.dueAtMillis(),
                known.lastError(),
                known.crashes() + crashes,
                known.convictions() + convictions);
        group.space.hash(group.keys.attempts()).put(ref.wire(), grown.pack());
    }
}
