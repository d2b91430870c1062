package io.headrace.benchmarks;

import io.headrace.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;

/** A server with an append-only file, in the directory for temporary files, and its replica, both on this machine. */
record Pair(RedisServer primary, RedisServer replica) implements AutoCloseable {
    private static final int TRIES = 10;

    /** Starts both; returns when the replica follows. */
    static Pair start() {
        RedisServer primary = RedisServer.start(options -> options.config("appendonly", "yes")
                .config("repl-diskless-sync-delay", "0")
                .config("auto-aof-rewrite-percentage", "0")); // rewritten between runs, not within one
        RedisServer replica =
                RedisServer.start(options -> options.config("replicaof", "127.0.0.1", "" + primary.port()));
        Pair pair = new Pair(primary, replica);
        pair.awaitReplica();
        Processors.pinServer(primary.pid());
        Processors.pinServer(replica.pid());
        return pair;
    }

    /** Syncs the file before every reply, or else once a second. */
    void syncAlways(boolean always) {
        primary.command("CONFIG", "SET", "appendfsync", always ? "always" : "everysec");
    }

    /** Which servers do not have all that was confirmed. */
    List<String> missing(Job job, boolean onReplica) {
        List<String> problems = new ArrayList<>();
        for (RedisServer server : onReplica ? List.of(primary, replica) : List.of(primary)) {
            Object there = server.command("XLEN", job.stream());
            if (!Long.valueOf(job.messages()).equals(there)) {
                problems.add(job.messages() + " messages were confirmed, " + there + " are on the "
                        + (server.equals(primary) ? "primary" : "replica"));
            }
        }
        return problems;
    }

    /** Removes what a run sent. */
    void clear(Job job) {
        primary.command("UNLINK", job.stream());
        primary.command("BGREWRITEAOF");
    }

    @Override
    public void close() {
        replica.close();
        primary.close();
    }

    private void awaitReplica() {
        for (int i = 0; i < TRIES; i++) {
            if (Long.valueOf(1).equals(primary.command("WAIT", "1", "3000"))) {
                return;
            }
        }
        throw new IllegalStateException("The replica does not follow; see " + replica.log());
    }
}
