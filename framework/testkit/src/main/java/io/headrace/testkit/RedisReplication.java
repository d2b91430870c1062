package io.headrace.testkit;

import io.headrace.testkit.FaultProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A primary and its replica on 127.0.0.1, with three sentinels if wanted: for tests of failovers, also to a replica that
 * lags behind.
 *
 * <pre>{@code
 * try (RedisReplication servers = RedisReplication.withSentinels();
 *     Headrace headrace = Headrace.connect(servers.uri())) {
 *   servers.holdReplication();
 *   headrace.sender(ORDERS).send(order).join();
 *   servers.killPrimary();
 *   servers.awaitFailover();
 *   // The replica has taken over, and does not know the order.
 * }
 * }</pre>
 *
 * <p>The servers keep nothing on disk unless told to, so that one killed and restarted is empty. {@link #primary()} and
 * {@link #replica()} are named after what they were in the beginning. Failures are an {@link IllegalStateException}. No
 * process outlives this JVM. For one thread.
 */
public final class RedisReplication implements AutoCloseable {
    private static final int SENTINELS = 3;
    private static final Duration LINK_WITHIN = Duration.ofSeconds(15);
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(30);
    private static final Duration FAILOVER_WITHIN = Duration.ofSeconds(60); // room for one that has to be repeated
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<AutoCloseable> parts = new ArrayList<>(); // in the order of their start
    private final List<Sentinel> sentinels = new ArrayList<>();
    private final RedisServer primary;
    private final RedisServer replica;
    private final FaultProxy link;
    private int knownPrimary;
    private boolean held;

    private RedisReplication(ServerOptions options, boolean withSentinels) {
        try {
            primary = started(RedisServer.start(defaults -> options));
            replica = started(
                    RedisServer.start(defaults -> options.config("replicaof", "127.0.0.1", "" + primary.port())));
            link = started(FaultProxy.to(primary.port()));
            knownPrimary = primary.port();
            await("the replica's link", LINK_WITHIN, this::isLinked);
            if (withSentinels) {
                startSentinels(options.program());
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Starts a primary and a replica; returns when the replica is connected and has what the primary has. */
    public static RedisReplication start() {
        return start(options -> options);
    }

    /** The same with these options for both servers: {@code start(o -> o.config("appendonly", "yes"))}. */
    public static RedisReplication start(UnaryOperator<ServerOptions> options) {
        return new RedisReplication(checked(options), false);
    }

    /**
     * Starts a primary, a replica and three sentinels; returns when they all know each other, after about two seconds. Two
     * sentinels must agree that the primary is down, which they find after half a second of silence.
     */
    public static RedisReplication withSentinels() {
        return withSentinels(options -> options);
    }

    /** The same with these options for both servers. */
    public static RedisReplication withSentinels(UnaryOperator<ServerOptions> options) {
        return new RedisReplication(checked(options), true);
    }

    /** Where clients connect: the sentinels, {@code redis-sentinel://…#mymaster}; without sentinels the primary. */
    public String uri() {
        return sentinels.isEmpty()
                ? primary.uri()
                : sentinels.stream()
                        .map(sentinel -> "127.0.0.1:" + sentinel.port())
                        .collect(Collectors.joining(",", "redis-sentinel://", "#" + Sentinel.NAME));
    }

    /** The server that began as the primary. */
    public RedisServer primary() {
        return primary;
    }

    /** The server that began as the replica. */
    public RedisServer replica() {
        return replica;
    }

    /**
     * Makes the replica lag: what the primary writes from now on does not reach it, though their connection stays open. It
     * first follows the primary through a proxy, and has everything written before. With sentinels that lasts for 6 s at
     * least; after that they may repair it. Does nothing if already held.
     */
    public void holdReplication() {
        if (!held) {
            replica.command("REPLICAOF", "127.0.0.1", "" + link.port());
            await("the replica's link through the proxy", LINK_WITHIN, this::isLinked);
            awaitReplicated();
            link.blackHole(Direction.TO_CLIENT);
            held = true;
        }
    }

    /** Lets the replica catch up; {@link #awaitReplicated()} waits until it has. Does nothing if not held. */
    public void releaseReplication() {
        link.heal();
        held = false;
    }

    /**
     * Returns when the replica has everything that the primary has written by now.
     *
     * @throws IllegalStateException if it has not within 15 s
     */
    public void awaitReplicated() {
        long written = Long.parseLong(replication(primary, "master_repl_offset"));
        await("the replica to reach offset " + written, LINK_WITHIN, () -> isLinked() && offsetOfReplica() >= written);
    }

    /** Kills the server that began as the primary (SIGKILL). */
    public void killPrimary() {
        primary.kill();
    }

    /**
     * Makes the replica a primary of its own, with what it has: what an operator does who has no sentinels.
     *
     * @throws IllegalStateException with sentinels, who do that themselves
     */
    public void promoteReplica() {
        if (!sentinels.isEmpty()) {
            throw new IllegalStateException("The sentinels promote the replica: killPrimary() and awaitFailover().");
        }
        replica.command("REPLICAOF", "NO", "ONE");
    }

    /**
     * Returns when all sentinels name another primary than before, and it has taken over, after about three seconds.
     *
     * @return its port
     * @throws IllegalStateException if they do not within 60 s, or there are no sentinels
     */
    public int awaitFailover() {
        if (sentinels.isEmpty()) {
            throw new IllegalStateException("Nobody fails over: there are no sentinels. Call promoteReplica().");
        }
        await("a failover from port " + knownPrimary, FAILOVER_WITHIN, this::hasFailedOver);
        knownPrimary = sentinels.get(0).primaryPort();
        return knownPrimary;
    }

    /** Ends all processes and deletes what they kept. */
    @Override
    public void close() {
        IllegalStateException failure = null;
        for (int last = parts.size() - 1; last >= 0; last--) {
            try {
                parts.remove(last).close();
            } catch (Exception e) {
                failure =
                        failure == null ? new IllegalStateException("Cannot end all processes of " + this, e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "RedisReplication[" + uri() + "]";
    }

    private void startSentinels(String program) {
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(started(Sentinel.start(program, primary.port())));
        }
        await(
                "the sentinels to know each other",
                CONVERGED_WITHIN,
                () -> sentinels.stream().allMatch(Sentinel::knowsAll));
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.add(part);
        return part;
    }

    private boolean isLinked() {
        return replication(replica, "role").equals("slave")
                && replication(replica, "master_link_status").equals("up");
    }

    private long offsetOfReplica() {
        return Long.parseLong(replication(replica, "slave_repl_offset"));
    }

    private boolean hasFailedOver() {
        List<Integer> named =
                sentinels.stream().map(Sentinel::primaryPort).distinct().toList();
        return named.size() == 1
                && named.get(0) != knownPrimary
                && replication(named.get(0) == replica.port() ? replica : primary, "role")
                        .equals("master");
    }

    private static String replication(RedisServer server, String field) {
        String info = Objects.toString(server.command("INFO", "replication"));
        return info.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private void await(String what, Duration patience, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                String logs = sentinels.stream()
                        .map(each -> "\n" + each.log().explain("Sentinel " + each.port()))
                        .collect(Collectors.joining());
                throw new IllegalStateException("Waited for " + what + ", but not within " + patience.toSeconds()
                        + " s. The primary's log ends with:\n" + primary.logTail() + "\nThe replica's log ends with:\n"
                        + replica.logTail() + logs);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static ServerOptions checked(UnaryOperator<ServerOptions> options) {
        ServerOptions chosen = options.apply(ServerOptions.defaults());
        if (chosen.port() != 0 || chosen.directory() != null || chosen.singleNodeCluster()) {
            throw new IllegalArgumentException(
                    "Two servers cannot share a port or a directory, nor be a cluster of one.");
        }
        // Otherwise a replica waits five seconds for others to join it.
        return chosen.config("repl-diskless-sync-delay", "0");
    }
}
