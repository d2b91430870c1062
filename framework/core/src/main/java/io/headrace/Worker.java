package io.headrace;

import io.headrace.engine.AgentThread;
import io.headrace.engine.Subscription;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.observe.Counts;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running worker: one consumer of a group, on one or several streams. Safe for all threads. */
public final class Worker implements AutoCloseable {
    private final String group;
    private final String name;
    private final Duration drainTimeout;
    private final Consumer<Worker> ended;
    private final Runnable flush;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private @Nullable Thread shutdownHook;

    private record Part(Subscription subscription, AgentThread agent, ExecutorService runners) {}

    /** {@code flush} waits for what handlers have sent. */
    Worker(String group, String name, Duration drainTimeout, Consumer<Worker> ended, Runnable flush) {
        this.group = group;
        this.name = name;
        this.drainTimeout = drainTimeout;
        this.ended = ended;
        this.flush = flush;
    }

    void add(String stream, Subscription subscription, AgentThread agent, ExecutorService runners) {
        parts.put(stream, new Part(subscription, agent.start(), runners));
    }

    /**
     * Its name for people. Its consumer at the server is {@code hr-<name>-<random>}, and another one after each lost lease.
     */
    public String name() {
        return name;
    }

    /** The consumer group. */
    public String group() {
        return group;
    }

    /** {@code FAILED} if a stream's part failed, else the state of the part that is least far in its life. */
    public WorkerState state() {
        WorkerState earliest = WorkerState.STOPPED;
        for (Part part : parts.values()) {
            WorkerState state = part.subscription.state();
            if (state == WorkerState.FAILED) {
                return state;
            }
            earliest = state.compareTo(earliest) < 0 ? state : earliest;
        }
        return earliest;
    }

    /** Whether messages are handled on every stream, and if not, why. */
    public Health health() {
        Health health = Health.UP;
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            Health own = part.getValue().subscription.health();
            List<String> reasons = own.reasons().stream()
                    .map(reason -> "\"" + part.getKey() + "\": " + reason)
                    .toList();
            health = health.and(new Health(own.status(), reasons));
        }
        return health;
    }

    /**
     * What came from this stream and how it left.
     *
     * @throws HeadraceException if the worker has no handler for the stream
     */
    public Counts counts(String stream) {
        Part part = parts.get(stream);
        if (part == null) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "Worker \"" + name + "\" has no handler for stream \"" + stream + "\".");
        }
        return part.subscription.counts();
    }

    /**
     * Drains the worker when the JVM is asked to end, by SIGTERM for example, and waits up to 10 s until what was sent is
     * answered. Returns this worker.
     */
    public synchronized Worker drainOnShutdown() {
        if (shutdownHook == null) {
            shutdownHook = new Thread(this::endWithProcess, "headrace-" + group + "-shutdown");
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        }
        return this;
    }

    /**
     * Waits until the worker has stopped, or has failed on one of its streams; {@link #state} tells which. What has not
     * failed goes on until {@link #close}. An interrupt ends the waiting and stays set.
     */
    public void awaitTermination() {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        parts.values()
                .forEach(part -> part.agent.ended().whenComplete((end, failure) -> {
                    if (failure != null) { // logged when it happened
                        failed.complete(null);
                    }
                }));
        try {
            CompletableFuture.anyOf(failed, allEnded()).get();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new AssertionError("neither fails", impossible);
        }
    }

    /**
     * Drains, and is not hurried by an interrupt: takes nothing more, hands back what no handler has begun, lets running
     * handlers finish within the drain timeout, commits what they did and gives up the consumer's name. What is still
     * running then stays pending and is delivered again.
     */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            parts.values().forEach(part -> part.subscription.drain(drainTimeout));
            allEnded().join();
            parts.values().forEach(part -> part.runners.shutdownNow());
            removeHook();
            ended.accept(this);
        } else {
            allEnded().join();
        }
    }

    /** The JVM ends when its hooks have, and waits for no other thread. */
    private void endWithProcess() {
        close();
        flush.run();
    }

    private CompletableFuture<Void> allEnded() {
        return CompletableFuture.allOf(
                        parts.values().stream().map(part -> part.agent.ended()).toArray(CompletableFuture[]::new))
                .exceptionally(failed -> null);
    }

    private synchronized void removeHook() {
        if (shutdownHook != null && Thread.currentThread() != shutdownHook) {
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException shuttingDown) {
                // the hook runs already and waits for this close to end
            }
        }
    }
}
