package io.headrace.testkit.simulation;

import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.memory.MemoryGroup;
import io.headrace.memory.MemoryStream;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Lets disasters strike, and remembers what they excuse. */
final class Disasters {
    private static final int PERIOD_MILLIS = 8_000;
    private static final int LONGEST_MILLIS = 8_000; // four leases
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int HALF_A_MINUTE_MILLIS = 30_000;
    private static final Duration UNSURE =
            Duration.ofSeconds(30); // beyond an outage; what is in hand may come once more

    private final World world;
    private final Ledger ledger;
    private final Invocations invocations;
    private final List<SimulatedProcess> workers;
    private final DeadLetters<String> deadLetters;
    private final List<GroupRef> groups;
    private final Set<GroupRef> destroyed = new HashSet<>();
    private final Map<GroupRef, Set<MessageId>> deletedWhilePending = new HashMap<>();
    private long furthestAheadMillis;
    private boolean over;

    Disasters(
            World world,
            Ledger ledger,
            Invocations invocations,
            List<SimulatedProcess> workers,
            EventStream<String> in,
            List<GroupRef> groups) {
        this.world = world;
        this.ledger = ledger;
        this.invocations = invocations;
        this.workers = workers;
        this.deadLetters = new DeadLetters<>(world.server, in, Simulation.COPY.group());
        this.groups = groups;
    }

    /** Whether the group, and with it its knowledge of what is settled, was destroyed. */
    boolean hasDestroyed(GroupRef group) {
        return destroyed.contains(group);
    }

    /** Whether the server has ever been so far ahead of its time that it forgets the ids of sends. */
    boolean hasAgedIds() {
        return furthestAheadMillis >= Duration.ofMinutes(5).toMillis();
    }

    /** Entries that were pending in this group when a stranger deleted them. */
    Set<MessageId> deletedWhilePending(GroupRef group) {
        return deletedWhilePending.getOrDefault(group, Set.of());
    }

    void schedule(List<Disaster> disasters) {
        for (Disaster disaster : disasters) {
            world.later(PERIOD_MILLIS, () -> {
                if (!over) {
                    strike(disaster);
                }
            });
        }
    }

    /** None strikes any more, and what still lasts ends. */
    void end() {
        over = true;
        long behindMillis = furthestAheadMillis - world.clock.ahead().toMillis();
        if (behindMillis > HALF_A_MINUTE_MILLIS) { // else retries would have to wait for as long
            world.clock.move(Duration.ofMillis(behindMillis));
        }
        world.makeServerReachable();
        world.processes.forEach(SimulatedProcess::relieve);
        world.disturbed();
    }

    private void strike(Disaster disaster) {
        world.note("*** {}", disaster);
        world.count(disaster.name());
        world.disturbed();
        SimulatedProcess worker = workers.get(world.random.nextInt(workers.size()));
        switch (disaster) {
            case CRASH -> worker.crash();
            case DRAIN -> worker.drain();
            case PAUSE -> worker.pause(duration());
            case CUT_OFF -> worker.cutOff(duration());
            case OUTAGE -> world.cutServerOff(duration());
            case RESTART -> world.restartServer(Duration.ofMillis(world.random.nextInt(300)));
            case CLOCK -> moveClock();
            case DESTROY_GROUP -> destroyGroup();
            case DELETE_ENTRY -> deleteEntry();
            case DELETE_DUE -> delete(GroupKeys::due);
            case DELETE_CHECKPOINT -> delete(GroupKeys::checkpoint);
            case DELETE_ALIVE -> invocations.unsure(delete(GroupKeys::alive), UNSURE);
            case DELETE_CONTROL -> invocations.unsure(delete(GroupKeys::control), UNSURE);
            case DELETE_PROBE -> invocations.unsure(delete(GroupKeys::probe), UNSURE);
            case REPLAY -> replay();
        }
    }

    private Duration duration() {
        return Duration.ofMillis(world.random.nextInt(LONGEST_MILLIS));
    }

    private GroupRef group() {
        return groups.get(world.random.nextInt(groups.size()));
    }

    private void moveClock() {
        int most = world.random.nextBoolean() ? HOUR_MILLIS : HALF_A_MINUTE_MILLIS;
        long furthestBack = -HOUR_MILLIS - world.clock.ahead().toMillis(); // an hour in all, or retries take too long
        Duration by = Duration.ofMillis(Math.max(furthestBack, world.random.nextInt(-most, most)));
        world.note("the server's clock moves by {}", by);
        world.clock.move(by);
        furthestAheadMillis = Math.max(furthestAheadMillis, world.clock.ahead().toMillis());
    }

    private void destroyGroup() {
        GroupRef group = group();
        world.note("{} is destroyed", group);
        world.server.keyspace(keys -> {
            MemoryStream stream = keys.stream(group.stream());
            return stream != null && stream.destroyGroup(group.group());
        });
        destroyed.add(group);
        invocations.unsure(group, UNSURE);
    }

    private GroupRef delete(Function<GroupKeys, String> key) {
        GroupRef group = group();
        world.note("{} is deleted", key.apply(GroupKeys.of(group)));
        world.server.keyspace(keys -> keys.delete(key.apply(GroupKeys.of(group))));
        return group;
    }

    private void deleteEntry() {
        ledger.scan();
        String stream = group().stream();
        List<MessageId> ids =
                new ArrayList<>(new TreeSet<>(ledger.entries(stream).keySet()));
        if (ids.isEmpty()) {
            return;
        }
        MessageId id = ids.get(world.random.nextInt(ids.size()));
        world.server.keyspace(keys -> {
            MemoryStream entries = keys.stream(stream);
            if (entries == null || !entries.delete(id)) {
                return false;
            }
            world.note("entry {} of {} is deleted", id, stream);
            ledger.deleted(stream, id);
            for (GroupRef group : groups) {
                MemoryGroup members = group.stream().equals(stream) ? entries.group(group.group()) : null;
                if (members != null && members.pending().containsKey(id)) {
                    deletedWhilePending
                            .computeIfAbsent(group, none -> new HashSet<>())
                            .add(id);
                }
            }
            return true;
        });
    }

    private void replay() {
        ledger.scan();
        for (DeadLetter<String> letter : deadLetters.list(1000)) {
            if (Values.isUnlucky(letter.value())) {
                String repaired = Values.repaired(letter.value());
                ledger.replayed(repaired, letter.messageId());
                world.note("dead letter of {} is replayed as {}", letter.value(), repaired);
                deadLetters.replay(letter.id(), Values::repaired);
                return;
            }
        }
    }
}
