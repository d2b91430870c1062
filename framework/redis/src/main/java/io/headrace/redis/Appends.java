package io.headrace.redis;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Appends entries. What must be more durable than memory goes by a link of its own, since its proof holds up all that
 * comes behind it; that link is opened when it is first needed. Batch and proof are sent on one connection, so a proof
 * never speaks of another connection's writes.
 */
final class Appends implements AutoCloseable {
    private final Link commands;
    private final Connector connector;
    private final Timer timer;
    private final Duration proofPatience;
    private final Map<Durability, Proof> proofs = new ConcurrentHashMap<>();
    private volatile @Nullable Link durable;
    private boolean closed;

    Appends(Link commands, Connector connector, Timer timer) {
        this.commands = commands;
        this.connector = connector;
        this.timer = timer;
        // Shorter than the link's own patience: a proof that takes its time is an answer, not a lost connection.
        this.proofPatience = connector.commandTimeout().multipliedBy(3).dividedBy(4);
    }

    synchronized void prepare(Durability durability) {
        if (durability.level() == Durability.Level.MEMORY || proofs.containsKey(durability)) {
            return;
        }
        Link link = open();
        proofs.put(
                durability,
                durability.level() == Durability.Level.REPLICATED
                        ? tried(link, Proof.WAIT, durability)
                        : fsyncProof(link, durability));
    }

    CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability) {
        return send(new AppendBatch(entries.size(), durability).append(entries), durability);
    }

    CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability) {
        AppendBatch batch = once(entries, durability, true);
        return send(batch, durability)
                .thenCompose(results -> batch.scriptIsUnknown()
                        ? send(once(entries, durability, false), durability)
                        : CompletableFuture.completedFuture(results));
    }

    @Override
    public synchronized void close() {
        closed = true;
        Link link = durable;
        if (link != null) {
            link.close();
        }
    }

    private CompletableFuture<List<Appended>> send(AppendBatch batch, Durability durability) {
        if (durability.level() == Durability.Level.MEMORY) {
            return batch.sendBy(commands);
        }
        Proof proof = proofs.get(durability);
        Link link = durable;
        if (proof == null || link == null) {
            throw new IllegalStateException(durability + " was not prepared");
        }
        batch.prove(proof, proofPatience);
        return batch.sendBy(link);
    }

    private static AppendBatch once(List<AppendOnce> entries, Durability durability, boolean knownToServer) {
        Map<String, List<Integer>> byStream = new LinkedHashMap<>();
        IntStream.range(0, entries.size())
                .forEach(i -> byStream.computeIfAbsent(entries.get(i).append().stream(), first -> new ArrayList<>())
                        .add(i));
        AppendBatch batch = new AppendBatch(entries.size(), durability);
        byStream.values()
                .forEach(places -> batch.appendOnce(
                        places.stream().map(entries::get).toList(),
                        places.stream().mapToInt(Integer::intValue).toArray(),
                        knownToServer));
        return batch;
    }

    private Link open() {
        if (closed) {
            throw BrokerException.refused(ErrorCode.CLOSED, "The connection was closed.", null);
        }
        Link known = durable;
        if (known != null) {
            return known;
        }
        Link link = new Link(connector, timer, connector.commandTimeout(), () -> {});
        link.open();
        durable = link;
        return link;
    }

    /** Whether a server waits for its disk is asked, not told by its version. */
    private Proof fsyncProof(Link link, Durability durability) {
        try {
            return tried(link, Proof.WAITAOF, durability);
        } catch (BrokerException refusal) {
            if (isUnknownCommand(refusal)) {
                return settings(link, durability);
            }
            if (refusal.code() == ErrorCode.SERVER_REFUSED) {
                throw unavailable(durability, "switch the append-only file on (appendonly yes)", refusal);
            }
            throw refusal;
        }
    }

    private Proof settings(Link link, Durability durability) {
        String fix = "set appendonly yes, appendfsync always and no-appendfsync-on-rewrite no, or use a server with"
                + " WAITAOF (Redis 7.2, Valkey 7.2)";
        int reached;
        try {
            reached = Proof.SETTINGS.reached(ask(link, Proof.SETTINGS, durability));
        } catch (BrokerException refusal) {
            if (!refusal.nothingDone()) {
                throw refusal;
            }
            throw unavailable(durability, fix + " and allow CONFIG GET", refusal);
        }
        if (reached == 0) {
            throw unavailable(durability, fix, null);
        }
        return Proof.SETTINGS;
    }

    private static Proof tried(Link link, Proof proof, Durability durability) {
        ask(link, proof, durability);
        return proof;
    }

    /** A millisecond is enough: what counts is whether it is refused. */
    private static List<Object> ask(Link link, Proof proof, Durability durability) {
        return Broker.await(link.call(proof.command().toString(), proof.request(durability, Duration.ofMillis(1))));
    }

    private HeadraceException unavailable(Durability durability, String fix, @Nullable BrokerException cause) {
        return new HeadraceException(
                ErrorCode.DURABILITY_UNAVAILABLE,
                durability + " is not available at " + connector.address()
                        + (cause == null ? ": its settings are others" : ": " + cause.getMessage()) + " To have it, "
                        + fix
                        + "; or choose another durability.",
                cause);
    }

    private static boolean isUnknownCommand(BrokerException refusal) {
        return refusal.getMessage() != null && refusal.getMessage().contains("unknown command");
    }
}
