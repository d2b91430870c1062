package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.PackedList;
import io.headrace.codec.Codec;
import io.headrace.engine.Subscription;
import io.headrace.message.MessageId;
import io.headrace.observe.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what was promised with what is on the server and in the sink. */
final class Audit {
    private static final int ALL = 100_000;

    private final World world;
    private final List<SimulatedProcess> processes;
    private final List<String> sent;
    private final Map<String, Integer> noted;

    Audit(World world, List<SimulatedProcess> processes, List<String> sent, Map<String, Integer> noted) {
        this.world = world;
        this.processes = processes;
        this.sent = sent;
        this.noted = noted;
    }

    /** Whether nothing is left to do: every message was delivered, nothing is pending or in hand. */
    boolean isSettled() {
        Map<String, Integer> copied = copied();
        Map<String, Integer> dead = dead();
        return state(Simulation.COPY).totalPending() == 0
                && state(Simulation.NOTE).totalPending() == 0
                && sent.stream().allMatch(value -> copied.containsKey(value) || dead.containsKey(value))
                && noted.keySet().containsAll(copied.keySet())
                && subscriptions().stream().allMatch(each -> each.counts().inFlight() == 0);
    }

    List<String> violations(long seed) {
        List<String> violations = new ArrayList<>();
        Map<String, Integer> copied = copied();
        Map<String, Integer> dead = dead();
        for (String value : sent) {
            int copies = copied.getOrDefault(value, 0);
            int letters = dead.getOrDefault(value, 0);
            if (copies + letters == 0) {
                violations.add("P2: " + value + " was sent, but is neither copied nor dead");
            }
            if (copies + letters > 1) {
                violations.add("P3: " + value + " was copied " + copies + " times and is dead " + letters + " times");
            }
            if (copies > 0 && !noted.containsKey(value)) {
                violations.add("P2: the copy of " + value + " was never handled");
            }
        }
        for (GroupRef group : List.of(Simulation.COPY, Simulation.NOTE)) {
            GroupState state = state(group);
            if (state.totalPending() + state.due() + state.attempts() + state.lost() > 0) {
                violations.add("P14: in the end " + group + " is left with " + state);
            }
        }
        for (Subscription subscription : subscriptions()) {
            Counts counts = subscription.counts();
            if (!counts.balanced() || counts.inFlight() > 0) {
                violations.add("P14: the sums of a worker do not match: " + counts);
            }
        }
        violations.replaceAll(violation -> "seed " + seed + ": " + violation);
        return violations;
    }

    private List<Subscription> subscriptions() {
        return processes.stream()
                .flatMap(process -> process.subscriptions().stream())
                .toList();
    }

    private GroupState state(GroupRef group) {
        return Broker.await(world.server.inspect(group));
    }

    private Map<String, Integer> copied() {
        EntryBatch entries = all(Simulation.NOTE.stream());
        Map<String, Integer> copies = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            copies.merge(entries.data(i, Codec.utf8()::decode), 1, Integer::sum);
        }
        return copies;
    }

    private Map<String, Integer> dead() {
        EntryBatch letters = all(GroupKeys.of(Simulation.COPY).dead());
        Map<String, Integer> dead = new HashMap<>();
        for (int i = 0; i < letters.size(); i++) {
            byte[] packed = letters.value(i, "entry");
            if (packed != null) {
                EntryBatch entry = EntryBatch.of(MessageId.MIN, PackedList.unpack("entry", packed));
                dead.merge(entry.data(0, Codec.utf8()::decode), 1, Integer::sum);
            }
        }
        return dead;
    }

    private EntryBatch all(String key) {
        return Broker.await(world.server.read(key, MessageId.MIN, MessageId.MAX, ALL));
    }
}
