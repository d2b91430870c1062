package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.engine.Subscription;
import io.headrace.memory.MemoryGroup;
import io.headrace.memory.MemoryStream;
import io.headrace.message.MessageId;
import io.headrace.observe.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Compares what was promised with what is on the server, in the sink and in the books of the workers. */
final class Audit {
    private static final long SLACK_MILLIS = 500;

    private final World world;
    private final Scenario scenario;
    private final Ledger ledger;
    private final Invocations invocations;
    private final Disasters disasters;
    private final List<GroupRef> groups;
    private final Map<GroupRef, Set<MessageId>> settled = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long recoveredSinceNanos;

    Audit(
            World world,
            Scenario scenario,
            Ledger ledger,
            Invocations invocations,
            Disasters disasters,
            List<GroupRef> groups) {
        this.world = world;
        this.scenario = scenario;
        this.ledger = ledger;
        this.invocations = invocations;
        this.disasters = disasters;
        this.groups = groups;
    }

    private void broken(String promise, String words, Object... details) {
        String violation = promise + ": " + World.text(words, details);
        if (!violations.contains(violation)) {
            violations.add(violation);
            world.note("!!! {}", violation);
        }
    }

    /** Everything that was found wrong, by this audit and by the handlers. */
    List<String> violations() {
        List<String> all = new ArrayList<>(invocations.violations());
        all.addAll(violations);
        return all;
    }

    /** At any time: every entry is still to be delivered, is pending, or was settled (P2, P10). */
    void checkBooks() {
        ledger.scan();
        groups.forEach(group -> world.server.keyspace(keys -> {
            MemoryStream stream = keys.stream(group.stream());
            MemoryGroup members = stream == null ? null : stream.group(group.group());
            if (stream != null && members != null) {
                ledger.entries(group.stream()).forEach((id, value) -> checkEntry(group, stream, members, id, value));
            }
            return true;
        }));
    }

    private void checkEntry(GroupRef group, MemoryStream stream, MemoryGroup members, MessageId id, String value) {
        Set<MessageId> known = settled.computeIfAbsent(group, none -> new HashSet<>());
        if (known.contains(id) || ledger.isDeleted(group.stream(), id)) {
            return;
        }
        if (isSettled(group, id, value)) {
            known.add(id);
            return;
        }
        boolean needed =
                members.lastDelivered().compareTo(id) < 0 || members.pending().containsKey(id);
        if (!needed) {
            broken("P2", "{} of {}, {}, is neither pending nor settled", id, group, value);
        } else if (stream.entry(id) == null) {
            broken("P10", "{} of {}, {}, is needed, but was removed", id, group, value);
        }
    }

    private boolean isSettled(GroupRef group, MessageId id, String value) {
        return group.equals(Simulation.COPY)
                ? ledger.count(Simulation.OUT, value) + ledger.dead(group, value) > 0
                : ledger.isHandled(group, id) || ledger.dead(group, value) > 0;
    }

    /** After a while without disturbance, nothing is left with the dead or handed back (P4). */
    void checkRecovery() {
        long quietSince = world.disturbedAtNanos();
        long millis = (world.time.nanos() - quietSince) / 1_000_000;
        if (recoveredSinceNanos == quietSince || millis < Handlers.LEASE.toMillis() + 2_000 + SLACK_MILLIS) {
            return;
        }
        recoveredSinceNanos = quietSince;
        Set<String> known = new HashSet<>(Set.of(GroupState.RETRY));
        world.processes.forEach(
                process -> process.subscriptions().forEach(subscription -> known.add(subscription.name())));
        for (GroupRef group : groups) {
            Set<String> others = new HashSet<>(pending(group).keySet());
            others.removeAll(known);
            if (!others.isEmpty() && !mayLackRoom(group) && !mayHaveMissedAJump()) {
                broken("P4", "after {} ms of peace, messages of {} are still with {}", millis, group, others);
            }
        }
    }

    /** A key that waits for its next attempt may leave no room; with many keys it does not come to that. */
    private boolean mayLackRoom(GroupRef group) {
        return group.equals(Simulation.COPY) && scenario.messages() / scenario.keys() > 6;
    }

    /** Without the time of the last tick nobody knows that the clock has moved since then, and leases with it. */
    private boolean mayHaveMissedAJump() {
        return scenario.disasters().containsAll(List.of(Disaster.CLOCK, Disaster.DELETE_CONTROL));
    }

    private Map<String, Long> pending(GroupRef group) {
        return Boolean.TRUE.equals(exists(group)) ? state(group).pending() : Map.of();
    }

    private Boolean exists(GroupRef group) {
        return world.server.keyspace(keys -> {
            MemoryStream stream = keys.stream(group.stream());
            return stream != null && stream.group(group.group()) != null;
        });
    }

    private GroupState state(GroupRef group) {
        return Broker.await(world.server.inspect(group));
    }

    /** Whether nothing is left to do. */
    boolean isSettled() {
        for (GroupRef group : groups) {
            if (!exists(group) || !isEmpty(state(group)) || !isRead(group)) {
                return false;
            }
        }
        for (SimulatedProcess process : world.processes) {
            for (Subscription subscription : process.subscriptions()) {
                if (subscription.counts().inFlight() > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEmpty(GroupState state) {
        return state.totalPending() + state.due() + state.attempts() + state.lane() == 0;
    }

    /** Whether every entry that is there was delivered. */
    private boolean isRead(GroupRef group) {
        return world.server.keyspace(keys -> {
            MemoryStream stream = Objects.requireNonNull(keys.stream(group.stream()));
            MessageId last = Objects.requireNonNull(stream.group(group.group())).lastDelivered();
            return ledger.entries(group.stream()).keySet().stream()
                    .noneMatch(id -> id.compareTo(last) > 0 && stream.entry(id) != null);
        });
    }

    /** When everything has come to rest. */
    void checkEnd(boolean settled) {
        checkBooks();
        for (GroupRef group : groups) {
            if (!settled) {
                broken("P2", "{} does not come to rest: {}", group, exists(group) ? state(group) : "it is missing");
            }
            checkLost(group);
        }
        checkSums();
        checkSends();
        Map<String, MessageId> values = new TreeMap<>(ledger.replayed());
        ledger.entries(Simulation.IN).forEach((id, value) -> values.put(value, id));
        values.forEach(this::checkMessage);
    }

    private void checkSums() {
        for (SimulatedProcess process : world.processes) {
            for (Subscription subscription : process.subscriptions()) {
                Counts counts = subscription.counts();
                if (!counts.balanced()) {
                    broken("P14", "the sums of {} do not match: {}", process.life(), counts);
                }
            }
        }
    }

    /** What was pending without a body is counted as lost, and nothing else is. */
    private void checkLost(GroupRef group) {
        if (!exists(group) || disasters.hasDestroyed(group)) {
            return;
        }
        Set<MessageId> deleted = disasters.deletedWhilePending(group);
        long unsettled = deleted.stream()
                .filter(id ->
                        !isSettled(group, id, ledger.entries(group.stream()).getOrDefault(id, "")))
                .count();
        long lost = state(group).lost();
        if (lost < unsettled || lost > deleted.size()) {
            broken(
                    "P14",
                    "{} counts {} as lost; {} were deleted while pending, {} never settled",
                    group,
                    lost,
                    deleted.size(),
                    unsettled);
        }
    }

    private void checkSends() {
        ledger.confirmed().forEach((value, id) -> {
            if (!ledger.entries(Simulation.IN).containsKey(id)) {
                broken("P1", "{} was confirmed as {}, but is not there", value, id);
            }
            if (ledger.count(Simulation.IN, value) > 1 && !disasters.hasAgedIds()) {
                broken("P1", "{} was appended {} times", value, ledger.count(Simulation.IN, value));
            }
        });
    }

    private void checkMessage(String value, MessageId id) {
        if (ledger.isDeleted(Simulation.IN, id)) {
            return;
        }
        int appended = Math.max(1, ledger.count(Simulation.IN, value));
        int copies = ledger.count(Simulation.OUT, value);
        int letters = ledger.dead(Simulation.COPY, value);
        if (copies + letters < 1) {
            broken("P2", "{}, {}, is neither copied nor dead", id, value);
        }
        if (copies + letters > appended) {
            world.count("effects repeated");
            if (!disasters.hasDestroyed(Simulation.COPY)) {
                broken("P3", "{} was copied {} times and is dead {} times", value, copies, letters);
            }
        }
        checkCrash(value);
    }

    private void checkCrash(String value) {
        int killed = invocations.killedBy(value);
        int convicted = ledger.dead(Simulation.COPY, value, "CRASH");
        if (scenario.onlyKillers() && convicted > 0 && killed != 4) {
            broken("P7", "{} was convicted after {} deaths", value, killed);
        }
        if (killed > 4 && scenario.disasters().stream().noneMatch(Disaster::isDeadly)) {
            broken("P7", "{} killed {} times", value, killed);
        }
        if (convicted > 0 && !Values.kills(value)) {
            world.count("innocents convicted");
            if (scenario.onlyKillers()) {
                broken("P7", "{} was convicted, and is innocent", value);
            }
        }
    }
}
