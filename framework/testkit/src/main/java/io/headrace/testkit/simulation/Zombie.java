package io.headrace.testkit.simulation;

import io.headrace.broker.Claims;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * A worker's broker after the worker has stood still for longer than its lease, without knowing it: what it had read
 * before is still to be handled, and what it brings to the server comes after what others did.
 */
final class Zombie extends SimulatedBroker {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Queue<EntryBatch> read = new ArrayDeque<>();

    private Zombie(World world, Life life, Connection connection, List<EntryBatch> batches) {
        super(world, life, connection);
        for (EntryBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                read.add(EntryBatch.of(batch.id(i), batch.fields(i)));
            }
        }
    }

    /** Has such a worker handle what was read, and waits until it is through. */
    static void handle(
            World world,
            GroupRef group,
            List<EntryBatch> batches,
            Stage.Maker maker,
            HandlerOptions options,
            Duration lease) {
        SimulatedProcess process = new SimulatedProcess(world, "zombie", 0, life -> {});
        Life life = process.life();
        Zombie zombie = new Zombie(world, life, life.connection(), batches);
        life.add(maker.make(life.setup(group, lease, options, List.of()), zombie));
        world.processes.add(process);
        world.runUntil(world.time.nanos() + LONGEST.toNanos(), () -> zombie.isThrough(life));
        world.processes.remove(process);
    }

    private boolean isThrough(Life life) {
        return read.isEmpty() && life.subscriptions().get(0).counts().inFlight() == 0;
    }

    @Override
    public Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        return new Reader() {
            @Override
            public CompletableFuture<Fetched> fetch(Fetch request) {
                EntryBatch next = request.stream() ? read.poll() : null;
                return next == null
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(new Fetched(next, EntryBatch.EMPTY));
            }

            @Override
            public void rename(String next) {
                // It keeps its name.
            }

            @Override
            public void wake() {
                // Nothing more is read.
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
    }

    @Override
    public CompletableFuture<Ticked> tick(GroupRef group, Tick tick) {
        return CompletableFuture.completedFuture(
                new Ticked(true, List.of(), false, 0, -1, 0, MessageId.MIN, false, null));
    }

    @Override
    public CompletableFuture<Claims> claim(GroupRef group, String consumer, int count) {
        return CompletableFuture.completedFuture(new Claims(List.of(), List.of(), -1, 0));
    }

    @Override
    public CompletableFuture<List<MessageId>> held(
            GroupRef group, String consumer, Source source, MessageId after, int count) {
        return CompletableFuture.completedFuture(List.of());
    }
}
