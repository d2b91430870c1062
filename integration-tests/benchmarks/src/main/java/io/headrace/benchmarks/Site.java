package io.headrace.benchmarks;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The server and the streams on it. A stream is filled once; every run reads it from its beginning with a group of its
 * own, which is removed afterwards.
 */
final class Site implements AutoCloseable {
    private static final List<String> KEYS_OF_A_GROUP = List.of("lane", "due", "attempts", "dead", "lost");

    private final RedisServer server;
    private final Set<String> filled = new HashSet<>();
    private int groups;

    Site() {
        this.server = RedisServer.start();
        Processors.pinServer(server.pid());
    }

    /** What serves. */
    String description() {
        return RedisBinary.fromEnvironment().get(0).version();
    }

    /** A stream of this scenario's messages and a new group at its beginning; empty if they are sent later. */
    Job prepare(Scenario scenario, int messages) {
        String group = "g" + ++groups;
        boolean paced = scenario.kind() == Job.Kind.PACED;
        String stream = paced ? "paced-" + group : "filled-" + scenario.bytes() + "-" + messages;
        if (!paced && filled.add(stream)) {
            fill(stream, scenario.bytes(), messages);
        }
        server.command("XGROUP", "CREATE", stream, group, "0", "MKSTREAM");
        return new Job(server.uri(), server.pid(), stream, group, scenario.kind(), scenario.concurrency(), messages);
    }

    /** How many messages of the job's group are delivered and not acked. */
    long pending(Job job) {
        return server.command("XPENDING", job.stream(), job.group()) instanceof List<?> summary
                        && summary.get(0) instanceof Long pending
                ? pending
                : -1;
    }

    /** Removes what the run made. */
    void clear(Job job) {
        server.command("XGROUP", "DESTROY", job.stream(), job.group());
        String base = "hr:{" + job.stream() + "}:";
        server.command("DEL", base + "groups");
        KEYS_OF_A_GROUP.forEach(key -> server.command("DEL", base + job.group() + ":" + key));
        if (job.kind() == Job.Kind.PACED) {
            server.command("DEL", job.stream());
        }
    }

    /**
     * Sends the job's messages, each at its time and never before, however long earlier ones take. Each carries the time
     * at which it should have been sent, so that delays of any kind count as latency.
     */
    void pace(Job job, int perSecond, int bytes) {
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        try (Appender appender = new Appender(server.port(), job.stream())) {
            for (int seq = 0; seq < job.messages(); seq++) {
                long at = begin + seq * period;
                if (at - System.nanoTime() > 0) {
                    appender.flush();
                }
                for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                appender.append(Event.json(seq, at, bytes));
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private void fill(String stream, int bytes, int messages) {
        try (Appender appender = new Appender(server.port(), stream)) {
            for (int seq = 0; seq < messages; seq++) {
                appender.append(Event.json(seq, 0, bytes));
            }
        }
    }
}
