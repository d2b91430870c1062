package io.headrace.benchmarks;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The servers and the streams on them. A stream is filled once; every run reads it from its beginning with a group of its
 * own, which is removed afterwards. Runs that send have a pair of servers and a stream of their own.
 */
final class Site implements AutoCloseable {
    private static final List<String> KEYS_OF_A_GROUP = List.of("lane", "due", "attempts", "dead", "lost");

    private final RedisServer server;
    private final Set<String> filled = new HashSet<>();
    private @Nullable Pair pair; // started when it is needed
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
    Job prepare(Scenario scenario, Contender.Name contender, int messages) {
        String group = "g" + ++groups;
        if (scenario.kind() == Job.Kind.SENDING) {
            Pair durable = pair();
            durable.syncAlways(contender == Contender.Name.FSYNC);
            return job(durable.primary(), "sent-" + group, group, scenario, messages);
        }
        boolean paced = scenario.kind() == Job.Kind.PACED;
        String stream = paced ? "paced-" + group : "filled-" + scenario.bytes() + "-" + messages;
        if (!paced && filled.add(stream)) {
            fill(stream, scenario.bytes(), messages);
        }
        server.command("XGROUP", "CREATE", stream, group, "0", "MKSTREAM");
        return job(server, stream, group, scenario, messages);
    }

    /** What of the job's end is not as it should be on the server. */
    List<String> problems(Job job, Contender.Name contender) {
        if (job.kind() == Job.Kind.SENDING) {
            return pair().missing(job, contender == Contender.Name.REPLICATED);
        }
        Object summary = server.command("XPENDING", job.stream(), job.group());
        Object pending = summary instanceof List<?> list ? list.get(0) : summary;
        return Long.valueOf(0).equals(pending) ? List.of() : List.of(pending + " messages are pending at the end");
    }

    /** Removes what the run made. */
    void clear(Job job) {
        if (job.kind() == Job.Kind.SENDING) {
            pair().clear(job);
            return;
        }
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
        if (pair != null) {
            pair.close();
        }
    }

    private Pair pair() {
        if (pair == null) {
            pair = Pair.start();
        }
        return pair;
    }

    private static Job job(RedisServer server, String stream, String group, Scenario scenario, int messages) {
        return new Job(
                server.uri(),
                server.pid(),
                stream,
                group,
                scenario.kind(),
                scenario.concurrency(),
                scenario.bytes(),
                messages);
    }

    private void fill(String stream, int bytes, int messages) {
        try (Appender appender = new Appender(server.port(), stream)) {
            for (int seq = 0; seq < messages; seq++) {
                appender.append(Event.json(seq, 0, bytes));
            }
        }
    }
}
