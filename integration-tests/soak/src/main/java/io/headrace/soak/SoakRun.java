package io.headrace.soak;

import io.headrace.Headrace;
import io.headrace.soak.Plan.Strike;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.GroupView;
import io.headrace.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One soak: everything starts, faults strike as planned, everything has to drain, and the books are closed. For one call.
 */
final class SoakRun implements AutoCloseable {
    private static final Duration DRAIN_WITHIN = Duration.ofMinutes(1);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Progress progress;
    private final RedisServer server =
            RedisServer.start(options -> options.config("appendonly", "yes").config("appendfsync", "always"));
    private final RedisServer unharmed = RedisServer.start();
    private final FaultProxy proxy = FaultProxy.to(server.port());
    private final Sink sink = Sink.at(unharmed.uri());
    private final Accounts accounts = new Accounts(server.uri());
    private final Fleet fleet;
    private final Chaos chaos;
    private final List<String> troubles = new ArrayList<>();

    private SoakRun(Path logs, Progress progress) {
        this.progress = progress;
        this.fleet = new Fleet(proxy.uri(), unharmed.uri(), logs);
        this.chaos = new Chaos(server, proxy, fleet);
    }

    /** Runs with faults for this long, and some seconds more; workers log to this directory. */
    static Result run(Duration duration, long seed, Path logs, Progress progress) {
        try (SoakRun run = new SoakRun(logs, progress)) {
            return run.run(duration, Plan.of(seed, duration));
        } finally {
            progress.end();
        }
    }

    private Result run(Duration duration, Plan plan) {
        fleet.awaitReady();
        try (Headrace headrace = Headrace.connect(proxy.uri());
                Traffic traffic = new Traffic(headrace)) {
            strike(plan, duration, traffic);
            traffic.end();
            chaos.end();
            require("sends have an outcome", () -> traffic.underWay() == 0);
            List<String> dead = settle();
            fleet.drain();
            troubles.addAll(fleet.troubles());
            return new Result(duration, books(traffic), faults(), dead, troubles);
        }
    }

    private void strike(Plan plan, Duration duration, Traffic traffic) {
        long begin = System.nanoTime();
        for (Strike strike : plan.strikes()) {
            pass(begin, Duration.ofMillis(strike.atMillis()), traffic);
            chaos.carryOut(strike);
        }
        pass(begin, duration, traffic);
    }

    private void pass(long begin, Duration until, Traffic traffic) {
        for (long left = 1; left > 0; left = until.toNanos() - (System.nanoTime() - begin)) {
            if (progress.isDue()) {
                progress.show(line(begin, traffic));
            }
            LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
        }
    }

    private String line(long begin, Traffic traffic) {
        return "%4d s  %d sent  %d handled  %d kills  %d cuts  %d restarts"
                .formatted(
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                        traffic.confirmed().size(),
                        sink.size(),
                        chaos.kills(),
                        chaos.cuts(),
                        chaos.restarts());
    }

    /** Waits until nothing is left to handle, replayed dead letters included; tells of these. */
    private List<String> settle() {
        require("messages are settled", this::isSettled);
        List<String> dead = accounts.replayDead();
        if (!dead.isEmpty()) {
            require("replayed dead letters are settled", this::isSettled);
        }
        return dead;
    }

    private boolean isSettled() {
        GroupView view = accounts.view();
        return view.pending().isEmpty() && view.undelivered().isEmpty();
    }

    private void require(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DRAIN_WITHIN.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                troubles.add("not within " + DRAIN_WITHIN.toSeconds() + " s: " + what);
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Books books(Traffic traffic) {
        return new Books(
                traffic.confirmed(),
                traffic.unknown(),
                traffic.refused(),
                sink.notes(),
                accounts.bills(),
                accounts.view(),
                accounts.lost());
    }

    private Result.Faults faults() {
        return new Result.Faults(chaos.kills(), chaos.freezes(), chaos.cuts(), chaos.restarts());
    }

    @Override
    public void close() {
        fleet.close();
        accounts.close();
        sink.close();
        proxy.close();
        unharmed.close();
        server.close();
    }
}
