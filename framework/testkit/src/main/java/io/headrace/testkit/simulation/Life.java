package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.engine.Subscription;
import io.headrace.handler.HandlerOptions;
import io.headrace.observe.WorkerListener;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * One life of a process, from start to death. While the process stands still, what reaches it waits. A handler that takes
 * its time lets the world go on from within its call, so that other handlers, calls and deaths happen meanwhile.
 */
final class Life {
    private static final int MAX_RUN_DELAY_MILLIS = 20;
    private static final int MAX_DEPTH = 3; // of handlers that take their time, all on this one thread

    private final World world;
    private final SimulatedProcess process;
    private final String name;
    private final Connection connection;
    private final Broker broker;
    private final List<Part> parts = new ArrayList<>();
    private final Set<GroupRef> groups = new HashSet<>();
    private final Queue<Runnable> heldUp = new ArrayDeque<>();
    private boolean alive = true;
    private boolean standsStill;
    private final Map<GroupRef, Long> doubtEndsNanos = new HashMap<>();
    private long troubledUntilNanos = Long.MIN_VALUE;

    /** A subscription, and when it wants to be woken. */
    private static final class Part {
        final Subscription subscription;
        long wakeNanos = Long.MIN_VALUE;

        Part(Subscription subscription) {
            this.subscription = subscription;
        }

        /** Does what is ready; in production, a subscription that has nothing to do sleeps like this. */
        boolean step(long nowNanos) {
            boolean ready = wakeNanos <= nowNanos || subscription.hasArrivals();
            int work = ready ? subscription.step() : 0;
            if (ready) {
                wakeNanos = work > 0 ? nowNanos : subscription.nextWakeNanos();
            }
            return work > 0;
        }
    }

    /** Ends a handler whose process is gone. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1;

        Died() {
            super("the process has died", null, false, false);
        }
    }

    Life(World world, SimulatedProcess process, int number) {
        this.world = world;
        this.process = process;
        this.name = process.name() + "/" + number;
        this.connection = new Connection(world, this);
        this.broker = new SimulatedBroker(world, this, connection);
    }

    Broker broker() {
        return broker;
    }

    Connection connection() {
        return connection;
    }

    void add(Subscription subscription) {
        parts.add(new Part(subscription));
    }

    List<Subscription> subscriptions() {
        return parts.stream().map(part -> part.subscription).toList();
    }

    /** What a subscription of this life is made of. */
    Subscription.Setup setup(GroupRef group, Duration lease, HandlerOptions options, List<WorkerListener> listeners) {
        groups.add(group);
        return new Subscription.Setup(
                group,
                () -> world.nextName(process.name()),
                lease,
                options,
                world.workerClock,
                task -> later(world.maxTripMillis == 0 ? 0 : MAX_RUN_DELAY_MILLIS, task),
                world.random.split(),
                listeners);
    }

    /** A timer of this life. It keeps to what the world decides, not to a delay that others draw by lot. */
    Timer timer() {
        return new Timer() {
            @Override
            public Cancellable after(Duration delay, Runnable task) {
                later(MAX_RUN_DELAY_MILLIS * 10, task);
                return () -> {};
            }

            @Override
            public void close() {
                // It ends with the process.
            }
        };
    }

    boolean isAlive() {
        return alive;
    }

    boolean reachesServer() {
        return world.serverIsReachable() && !process.isCutOff();
    }

    /** Whether others may have taken it for dead at this time or later: it stood still, or was cut off, and is in doubt. */
    boolean isInDoubtSince(GroupRef group, long nanos) {
        return !alive || Math.max(troubledUntilNanos, doubtEndsNanos.getOrDefault(group, Long.MIN_VALUE)) >= nanos;
    }

    /** It stands still, or is cut off, until then. Whether it still has its lease it knows when it has ticked again. */
    void troubledUntil(long nanos) {
        troubledUntilNanos = Math.max(troubledUntilNanos, nanos);
        groups.forEach(group -> doubtEndsNanos.put(group, Long.MAX_VALUE));
    }

    /** Its trouble is over before its time. */
    void relieved() {
        troubledUntilNanos = Math.min(troubledUntilNanos, world.time.nanos());
    }

    /** A tick that was sent at that time has been answered. */
    void ticked(GroupRef group, long sentAtNanos) {
        if (sentAtNanos >= troubledUntilNanos) {
            doubtEndsNanos.computeIfPresent(group, (known, end) -> Math.min(end, world.time.nanos()));
        }
    }

    /** Runs the task a little later, unless the process has died by then. */
    void later(int maxMillis, Runnable task) {
        world.later(maxMillis, () -> whenAwake(task));
    }

    /** Runs the task as soon as the process does not stand still; never if it has died. */
    void whenAwake(Runnable task) {
        if (standsStill) {
            heldUp.add(task);
        } else if (alive) {
            task.run();
        }
    }

    void standStill() {
        standsStill = true;
    }

    boolean standsStill() {
        return standsStill;
    }

    /** Goes on as if nothing had been. */
    void goOn() {
        standsStill = false;
        for (Runnable task = heldUp.poll(); task != null && alive; task = heldUp.poll()) {
            task.run();
        }
    }

    /** For a handler: lets this much time pass, in which everything else goes on. */
    void takeTime(Duration duration) {
        if (world.depth() < MAX_DEPTH) {
            boolean[] over = {false};
            world.time.after(duration, () -> whenAwake(() -> over[0] = true));
            world.runWithin(() -> over[0] || !alive);
            world.disturbed();
        }
        check();
    }

    /** For a handler: ends it if its process is gone. */
    void check() {
        if (!alive) {
            throw new Died();
        }
    }

    /** For a handler: halts its process. */
    void halt() {
        crash();
        throw new Died();
    }

    /** The process dies here and now; what is in memory is gone. */
    void crash() {
        if (alive) {
            process.crash();
        }
    }

    boolean step() {
        boolean worked = false;
        for (int i = 0; alive && !standsStill && i < parts.size(); i++) {
            worked |= parts.get(i).step(world.time.nanos());
        }
        return worked;
    }

    long nextWakeNanos() {
        long next = Long.MAX_VALUE;
        for (int i = 0; alive && !standsStill && i < parts.size(); i++) {
            next = Math.min(next, parts.get(i).wakeNanos);
        }
        return next;
    }

    /** Whether all that it was started for has come to its end. */
    boolean isOver() {
        return !parts.isEmpty() && parts.stream().allMatch(part -> part.subscription.isOver());
    }

    void end() {
        alive = false;
        standsStill = false;
        heldUp.clear();
        connection.abandon();
    }

    @Override
    public String toString() {
        return name;
    }
}
