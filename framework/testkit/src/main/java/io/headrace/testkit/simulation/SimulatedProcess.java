package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.engine.Subscription;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A worker process: subscriptions that live and die together. When it dies, its threads stop at once, and after a while it
 * starts again under its old name.
 */
final class SimulatedProcess {
    private static final int MAX_RUN_DELAY_MILLIS = 20;
    private static final int MAX_DOWN_MILLIS = 2_000;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private final World world;
    private final String name;
    private final List<Function<Life, Subscription>> blueprints;
    private Life life;

    /** One life of the process, from start to death: what a subscription is made with. */
    final class Life {
        final SimulatedBroker broker = new SimulatedBroker(world, SimulatedProcess.this);
        final List<Subscription> subscriptions = new ArrayList<>();
        final List<Runnable> reconnectListeners = new ArrayList<>();
        boolean alive = true;

        /** Runs a handler's task a little later, unless the process has died by then. */
        void execute(Runnable task) {
            world.later(MAX_RUN_DELAY_MILLIS, () -> {
                if (alive) {
                    task.run();
                }
            });
        }
    }

    SimulatedProcess(World world, String name, List<Function<Life, Subscription>> blueprints) {
        this.world = world;
        this.name = name;
        this.blueprints = blueprints;
        this.life = new Life();
        start();
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return life.alive;
    }

    List<Subscription> subscriptions() {
        return life.alive ? life.subscriptions : List.of();
    }

    void onReconnect(Runnable listener) {
        life.reconnectListeners.add(listener);
    }

    void reconnected() {
        life.reconnectListeners.forEach(Runnable::run);
    }

    /** Dies here and now; what is in memory is gone. */
    void crash() {
        if (life.alive) {
            world.note(name + " CRASHES");
            end();
        }
    }

    /** Does what is ready; a process whose subscriptions have all drained starts anew. */
    int step() {
        int work = 0;
        for (Subscription subscription : subscriptions()) {
            work += subscription.step();
        }
        if (life.alive && life.subscriptions.stream().allMatch(Subscription::isOver)) {
            world.note(name + " has drained");
            end();
            work++;
        }
        return work;
    }

    void drain() {
        world.note(name + " drains");
        subscriptions().forEach(subscription -> subscription.drain(DRAIN_TIMEOUT));
    }

    long nextWakeNanos() {
        return subscriptions().stream()
                .mapToLong(Subscription::nextWakeNanos)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void end() {
        life.alive = false;
        world.later(MAX_DOWN_MILLIS, this::start);
    }

    private void start() {
        world.note(name + " starts");
        life = new Life();
        Life current = life;
        blueprints.forEach(blueprint -> current.subscriptions.add(blueprint.apply(current)));
    }

    /** Opens a group on the server directly; opening is not what is simulated. */
    static void open(World world, GroupRef group) {
        Broker.await(world.server.openGroup(group, Start.earliest()));
    }
}
