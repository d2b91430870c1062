package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.engine.Subscription;
import io.headrace.handler.HandlerOptions;
import io.headrace.memory.InMemoryBroker;
import io.headrace.memory.MemoryGroup;
import io.headrace.memory.MemoryStream;
import io.headrace.message.MessageId;
import io.headrace.observe.Counts;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A world for handlers that a test brings along: what {@link io.headrace.testkit.TestDriver} is made of, and no API of its
 * own. Everything happens on the thread that calls; virtual time moves only in {@link #advance}.
 *
 * <p>In peace there is one worker process, and nothing takes time. A rough stage has two, and calls take a while: processes
 * crash and stand still, calls are lost, late and made twice, until {@link #makePeace}.
 */
public final class Stage {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int MAX_TRIP_MILLIS = 3;
    private static final int MAX_DOWN_MILLIS = 2_000;
    private static final int MAX_FAULTS = 12;
    private static final double FAULT = 0.1;
    private static final int BETWEEN_BLOWS_MILLIS = 2_000;
    private static final int LONGEST_PAUSE_MILLIS = 30_000;
    private static final List<String> ROUTINE = List.of(" tick ", " fetch ", " sweep ", " held ");
    private static final int MAX_DEATHS = 3; // fewer than it takes to convict a message

    private final World world;
    private final boolean rough;
    private final List<SimulatedProcess> workers = new ArrayList<>();
    private final Map<GroupRef, Plan> plans = new LinkedHashMap<>();
    private final Map<GroupRef, List<EntryBatch>> delivered = new LinkedHashMap<>();
    private final Set<String> streams = new LinkedHashSet<>();
    private boolean busy;

    /** Makes a subscription from what it is made of. */
    @FunctionalInterface
    public interface Maker {
        Subscription make(Subscription.Setup setup, Broker broker);
    }

    private record Plan(HandlerOptions options, Maker maker) {}

    private Stage(long seed, boolean rough) {
        this.world = new World(seed, rough ? MAX_TRIP_MILLIS : 0, rough, UnaryOperator.identity());
        this.rough = rough;
        world.witness = new Watching();
        if (rough) {
            List<Fault> kinds =
                    List.of(Fault.LOST_REQUEST, Fault.LOST_REPLY, Fault.LATE_COPY, Fault.DUPLICATE, Fault.CRASH_AFTER);
            int budget = 2 + world.random.nextInt(MAX_FAULTS);
            int deaths = 1 + world.random.nextInt(MAX_DEATHS);
            world.faults = new Faults(world.random.split(), kinds, FAULT, budget, deaths);
            world.later(BETWEEN_BLOWS_MILLIS, this::strike);
        }
        for (int i = 1; i <= (rough ? 2 : 1); i++) {
            SimulatedProcess worker =
                    new SimulatedProcess(world, "worker-" + i, rough ? MAX_DOWN_MILLIS : 0, this::work);
            workers.add(worker);
            world.processes.add(worker);
        }
    }

    /** A stage on which nothing goes wrong by itself. */
    public static Stage calm() {
        return new Stage(0, false);
    }

    /** A stage on which everything goes wrong that this seed says. */
    public static Stage rough(long seed) {
        return new Stage(seed, true);
    }

    /** Whether things go wrong on it by themselves. */
    public boolean isRough() {
        return rough;
    }

    /** The server, reached without delay. */
    public InMemoryBroker server() {
        return world.server;
    }

    /** The server's clock. */
    public Ticker clock() {
        return world.clock;
    }

    /** Has every worker process, from now on, work for this group. */
    public void work(GroupRef group, HandlerOptions options, Maker maker) {
        Broker.await(world.server.openGroup(group, options.start()));
        Plan plan = new Plan(options, maker);
        plans.put(group, plan);
        knows(group.stream());
        workers.stream().map(SimulatedProcess::life).filter(Life::isAlive).forEach(life -> begin(life, group, plan));
    }

    /** Groups that are worked for. */
    public Set<GroupRef> groups() {
        return plans.keySet();
    }

    /** Notes that something may be appended to this stream. */
    public void knows(String stream) {
        streams.add(stream);
    }

    /** Streams to which something may have been appended. */
    public Set<String> streams() {
        return streams;
    }

    private void work(Life life) {
        plans.forEach((group, plan) -> begin(life, group, plan));
    }

    private void begin(Life life, GroupRef group, Plan plan) {
        life.add(plan.maker().make(life.setup(group, LEASE, plan.options(), List.of()), life.broker()));
    }

    /** Lets this much time pass, with everything that happens in it; from within a handler it does nothing. */
    public void advance(Duration duration) {
        if (busy) {
            return;
        }
        busy = true;
        try {
            world.runUntil(world.time.nanos() + duration.toNanos(), () -> false);
        } finally {
            busy = false;
        }
    }

    /** Lets time pass until everything is settled, at most about this much; tells whether it is. */
    public boolean settle(Duration most) {
        long deadlineNanos = world.time.nanos() + most.toNanos();
        while (!isSettled() && world.time.nanos() < deadlineNanos) {
            advance(BETWEEN_LOOKS);
        }
        return isSettled();
    }

    private boolean isSettled() {
        for (GroupRef group : plans.keySet()) {
            GroupState state = Broker.await(world.server.inspect(group));
            boolean read = world.server.keyspace(keys -> {
                MemoryStream stream = keys.stream(group.stream());
                MemoryGroup members = stream == null ? null : stream.group(group.group());
                return stream != null
                        && members != null
                        && members.lastDelivered().compareTo(stream.lastId()) >= 0;
            });
            if (!read || state.totalPending() + state.lane() > 0) {
                return false;
            }
        }
        return true;
    }

    /** What came into the hands of the present worker and left them. */
    public Counts counts(GroupRef group) {
        int index = List.copyOf(plans.keySet()).indexOf(group);
        return workers.get(0).life().subscriptions().get(index).counts();
    }

    /** The worker dies, and another one starts at once. */
    public void crash() {
        workers.forEach(SimulatedProcess::crash);
        advance(Duration.ofNanos(1));
    }

    /**
     * Another worker handles what was read since the last time, as one that stood still for longer than its lease before it
     * began.
     */
    public void redeliver() {
        Map<GroupRef, List<EntryBatch>> again = new LinkedHashMap<>(delivered);
        delivered.clear();
        again.forEach((group, batches) -> {
            Plan plan = plans.get(group);
            if (plan != null) {
                Zombie.handle(world, group, batches, plan.maker(), plan.options(), LEASE);
            }
        });
        delivered.clear();
    }

    /** Nothing goes wrong any more. */
    public void makePeace() {
        world.faults.end();
        workers.forEach(SimulatedProcess::relieve);
    }

    /** What happened on a rough stage, but for what workers do all the time. */
    public List<String> story() {
        return world.trace().stream()
                .filter(line -> ROUTINE.stream().noneMatch(line::contains))
                .toList();
    }

    /** All entries that the stream holds. */
    public EntryBatch read(String stream) {
        return Broker.await(world.server.read(stream, MessageId.MIN, MessageId.MAX, Integer.MAX_VALUE));
    }

    /** Now and then a process dies, or stands still for so long that others may take it for dead. */
    private void strike() {
        if (world.faults.mayKill()) {
            SimulatedProcess worker = workers.get(world.random.nextInt(workers.size()));
            if (world.random.nextBoolean()) {
                worker.crash();
            } else {
                worker.pause(Duration.ofMillis(world.random.nextInt(LONGEST_PAUSE_MILLIS)));
            }
            world.later(BETWEEN_BLOWS_MILLIS, this::strike);
        }
    }

    private final class Watching implements Witness {
        @Override
        public void delivered(GroupRef group, EntryBatch entries) {
            delivered.computeIfAbsent(group, none -> new ArrayList<>()).add(entries);
        }

        @Override
        public void emits(String stream) {
            knows(stream);
        }
    }
}
