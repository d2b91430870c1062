package io.headrace.testkit.simulation;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Claims;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fail;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Operations;
import io.headrace.broker.Outcome;
import io.headrace.broker.Park;
import io.headrace.broker.Parked;
import io.headrace.broker.Reader;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Recorded;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.broker.Swept;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.broker.Trimmed;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The broker of one life of a process: the server at the other end of its {@link Connection}. */
class SimulatedBroker implements Broker {
    private final World world;
    private final Life life;
    private final Connection connection;

    SimulatedBroker(World world, Life life, Connection connection) {
        this.world = world;
        this.life = life;
        this.connection = connection;
    }

    @Override
    public void prepare(Durability durability) {
        world.port.prepare(durability);
    }

    @Override
    public CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability) {
        return connection
                .call("append", entries.size(), () -> world.port.append(entries, durability))
                .exceptionally(lost -> failed(entries.size(), lost));
    }

    @Override
    public CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability) {
        return connection
                .call(
                        "append once",
                        entries.stream().map(AppendOnce::id).toList(),
                        () -> world.port.appendOnce(entries, durability))
                .exceptionally(lost -> failed(entries.size(), lost));
    }

    private static List<Appended> failed(int count, Throwable lost) {
        return Collections.nCopies(count, new Appended.Failed(BrokerException.of(lost)));
    }

    @Override
    public CompletableFuture<Boolean> openGroup(GroupRef group, Start start) {
        return connection.call("open", group, () -> world.port.openGroup(group, start));
    }

    @Override
    public Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        return connection.reader(group, consumer, onReconnect);
    }

    @Override
    public CompletableFuture<Integer> ack(GroupRef group, List<MessageId> ids) {
        return connection.call("ack", ids, () -> world.port.ack(group, ids));
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(GroupRef group, String consumer, List<Commit> messages) {
        for (Commit message : messages) {
            message.effects().stream()
                    .filter(effect -> effect.kind().equals(Effect.EMIT))
                    .forEach(effect -> world.witness.emits(effect.keys().get(0)));
        }
        return connection.call("commit", messages, () -> world.port.commit(group, consumer, messages));
    }

    @Override
    public CompletableFuture<Ticked> tick(GroupRef group, Tick tick) {
        long sentAtNanos = world.time.nanos();
        CompletableFuture<Ticked> reply = connection.call("tick", tick.consumer(), () -> world.port.tick(group, tick));
        reply.thenRun(() -> life.ticked(group, sentAtNanos));
        return reply;
    }

    @Override
    public CompletableFuture<Reclaimed> reclaim(GroupRef group, Reclaim reclaim) {
        return connection.call("reclaim", reclaim, () -> world.port.reclaim(group, reclaim));
    }

    @Override
    public CompletableFuture<Outcome> mark(GroupRef group, String consumer, Hold hold) {
        return connection.call("mark", hold, () -> world.port.mark(group, consumer, hold));
    }

    @Override
    public CompletableFuture<Swept> sweep(GroupRef group, Duration lease) {
        return connection.call("sweep", "", () -> world.port.sweep(group, lease));
    }

    @Override
    public CompletableFuture<Trimmed> trim(String stream, Duration age) {
        return connection.call("trim", stream, () -> world.port.trim(stream, age));
    }

    @Override
    public CompletableFuture<Long> trimToLength(String stream, long length) {
        return connection.call("trim", stream + " to " + length, () -> world.port.trimToLength(stream, length));
    }

    @Override
    public CompletableFuture<Parked> park(GroupRef group, String consumer, List<Park> messages) {
        return connection.call(
                "park",
                messages,
                () -> world.port.park(group, consumer, messages).whenComplete((parked, failure) -> {
                    for (int i = 0; failure == null && i < messages.size(); i++) {
                        Park message = messages.get(i);
                        noteRetry(
                                group,
                                message.hold(),
                                parked.outcomes().get(i),
                                world.clock.millis() + message.delayMillis());
                    }
                }));
    }

    @Override
    public CompletableFuture<List<Recorded>> fail(GroupRef group, String consumer, List<Fail> messages) {
        return connection.call(
                "fail",
                messages,
                () -> world.port.fail(group, consumer, messages).whenComplete((recorded, failure) -> {
                    for (int i = 0; failure == null && i < messages.size(); i++) {
                        Fail message = messages.get(i);
                        noteRetry(
                                group,
                                message.hold(),
                                recorded.get(i).outcome(),
                                recorded.get(i).attempts().dueAtMillis());
                    }
                }));
    }

    @Override
    public CompletableFuture<List<Outcome>> bury(GroupRef group, String consumer, List<Bury> messages) {
        return connection.call("bury", messages, () -> world.port.bury(group, consumer, messages));
    }

    @Override
    public CompletableFuture<List<Outcome>> release(GroupRef group, String consumer, List<Hold> holds) {
        return connection.call("release", holds, () -> world.port.release(group, consumer, holds));
    }

    @Override
    public CompletableFuture<Claims> claim(GroupRef group, String consumer, int count) {
        return connection.call("claim", count, () -> world.port.claim(group, consumer, count));
    }

    @Override
    public CompletableFuture<List<MessageId>> held(
            GroupRef group, String consumer, Source source, MessageId after, int count) {
        return connection.call("held", source, () -> world.port.held(group, consumer, source, after, count));
    }

    @Override
    public CompletableFuture<Claims> adopt(GroupRef group, String consumer, List<EntryRef> entries) {
        return connection.call("adopt", entries, () -> world.port.adopt(group, consumer, entries));
    }

    @Override
    public CompletableFuture<Boolean> retire(GroupRef group, String consumer) {
        return connection.call("retire", consumer, () -> world.port.retire(group, consumer));
    }

    @Override
    public CompletableFuture<EntryBatch> read(String key, MessageId from, MessageId to, int count) {
        return connection.call("read", key, () -> world.port.read(key, from, to, count));
    }

    @Override
    public CompletableFuture<Long> length(String key) {
        return connection.call("length", key, () -> world.port.length(key));
    }

    @Override
    public CompletableFuture<Run> beginRun(GroupRef group, String owner, byte[] account) {
        return connection.call("begin a run", owner, () -> world.port.beginRun(group, owner, account));
    }

    @Override
    public CompletableFuture<RunState> step(GroupRef group, RunStep step) {
        return connection.call("step", step.run(), () -> world.port.step(group, step));
    }

    @Override
    public CompletableFuture<RunState> turn(GroupRef group, String run, RunTurn turn, String owner) {
        return connection.call("turn", run, () -> world.port.turn(group, run, turn, owner));
    }

    @Override
    public CompletableFuture<List<Run>> runs(GroupRef group) {
        return connection.call("runs", group, () -> world.port.runs(group));
    }

    @Override
    public CompletableFuture<MessageId> delivered(GroupRef group) {
        return connection.call("delivered", group, () -> world.port.delivered(group));
    }

    @Override
    public CompletableFuture<GroupState> inspect(GroupRef group) {
        return connection.call("inspect", "", () -> world.port.inspect(group));
    }

    /** Operators are no part of the simulated world: they look past the connection and its faults. */
    @Override
    public Operations operations() {
        return world.port.operations();
    }

    @Override
    public void close() {
        // The server outlives its clients.
    }

    private void noteRetry(GroupRef group, Hold hold, Outcome outcome, long dueAtMillis) {
        if (outcome.kind() == Outcome.Kind.DONE) {
            world.witness.retryIsDue(group, hold.ref(), dueAtMillis);
        }
    }
}
