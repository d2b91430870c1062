package io.headrace.testkit.simulation;

import io.headrace.engine.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process: what runs in it lives and dies together. When it dies, its threads stop at once, and after a while it starts
 * again.
 */
final class SimulatedProcess {
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration NOTICEABLE = Duration.ofMillis(500); // a lease of 2 s survives less

    private final World world;
    private final String name;
    private final int maxDownMillis;
    private final Consumer<Life> program;
    private int lives;
    private long cutOffUntilNanos = Long.MIN_VALUE;
    private long stillUntilNanos;
    private Life life;

    /** Starts at once; {@code program} makes what runs in each of its lives. */
    SimulatedProcess(World world, String name, int maxDownMillis, Consumer<Life> program) {
        this.world = world;
        this.name = name;
        this.maxDownMillis = maxDownMillis;
        this.program = program;
        this.life = start();
    }

    String name() {
        return name;
    }

    Life life() {
        return life;
    }

    List<Subscription> subscriptions() {
        return life.isAlive() ? life.subscriptions() : List.of();
    }

    boolean isCutOff() {
        return world.time.nanos() < cutOffUntilNanos;
    }

    /** Dies here and now; what is in memory is gone. */
    void crash() {
        if (life.isAlive()) {
            world.note("{} CRASHES", life);
            end();
        }
    }

    /** Asks it to finish what runs and stop. */
    void drain() {
        world.note("{} drains", life);
        subscriptions().forEach(subscription -> subscription.drain(DRAIN_TIMEOUT));
    }

    /** Stands still for this long, as after SIGSTOP. */
    void pause(Duration duration) {
        if (life.isAlive()) {
            world.note("{} stands still for {}", life, duration);
            stillUntilNanos = world.time.nanos() + duration.toNanos();
            notice(duration);
            life.standStill();
            Life paused = life;
            world.time.after(duration, () -> goOn(paused));
        }
    }

    private void goOn(Life paused) {
        if (paused.standsStill() && world.time.nanos() >= stillUntilNanos) {
            world.note("{} goes on", paused);
            world.disturbed();
            paused.goOn();
        }
    }

    /** Cannot reach the server for this long. */
    void cutOff(Duration duration) {
        world.note("{} is cut off for {}", life, duration);
        cutOffUntilNanos = world.time.nanos() + duration.toNanos();
        notice(duration);
    }

    /** Ends whatever keeps it from working. */
    void relieve() {
        cutOffUntilNanos = Long.MIN_VALUE;
        stillUntilNanos = world.time.nanos();
        life.relieved();
        goOn(life);
    }

    private void notice(Duration duration) {
        world.disturbed(duration.plus(World.NEXT_TRY));
        if (duration.compareTo(NOTICEABLE) >= 0) {
            life.troubledUntil(world.time.nanos() + duration.toNanos());
        }
    }

    /** Does what is ready; when everything in it has drained it starts anew. */
    boolean step() {
        boolean worked = life.step();
        if (life.isAlive() && life.isOver()) {
            world.note("{} has drained", life);
            end();
            return true;
        }
        return worked;
    }

    long nextWakeNanos() {
        return life.nextWakeNanos();
    }

    private void end() {
        Life ended = life;
        ended.end();
        world.disturbed();
        world.witness.ended(ended);
        world.later(maxDownMillis, () -> life = start());
    }

    private Life start() {
        Life started = new Life(world, this, ++lives);
        world.note("{} starts", started);
        world.disturbed();
        program.accept(started);
        return started;
    }
}
