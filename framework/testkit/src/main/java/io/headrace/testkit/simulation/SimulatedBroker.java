package io.headrace.testkit.simulation;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Claims;
import io.headrace.broker.Commit;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fail;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Park;
import io.headrace.broker.Parked;
import io.headrace.broker.Reader;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Recorded;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's way to the server: every call takes time each way, and any call may meet a {@link Fault}. A process that
 * has died hears nothing more, but what it had sent is still carried out.
 */
final class SimulatedBroker implements Broker {
    private static final int MAX_TRIP_MILLIS = 3;
    private static final int MAX_LATENESS_MILLIS = 300;

    private final World world;
    private final SimulatedProcess process;

    SimulatedBroker(World world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
    }

    @Override
    public void prepare(Durability durability) {
        world.server.prepare(durability);
    }

    @Override
    public CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability) {
        return call("append", () -> world.server.append(entries, durability))
                .exceptionally(lost -> failed(entries.size(), lost));
    }

    @Override
    public CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability) {
        return call(
                        "append once " + entries.stream().map(AppendOnce::id).toList(),
                        () -> world.server.appendOnce(entries, durability))
                .exceptionally(lost -> failed(entries.size(), lost));
    }

    private static List<Appended> failed(int count, Throwable lost) {
        return Collections.nCopies(count, new Appended.Failed(BrokerException.of(lost)));
    }

    @Override
    public CompletableFuture<Boolean> openGroup(GroupRef group, Start start) {
        return call("open " + group, () -> world.server.openGroup(group, start));
    }

    @Override
    public Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        process.onReconnect(onReconnect);
        Reader reader = world.server.reader(group, consumer, () -> {});
        return new Reader() {
            @Override
            public CompletableFuture<Fetched> fetch(Fetch request) {
                return call("fetch " + request, () -> reader.fetch(request));
            }

            @Override
            public void rename(String next) {
                reader.rename(next);
            }

            @Override
            public void wake() {
                world.later(MAX_TRIP_MILLIS, reader::wake);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public CompletableFuture<Integer> ack(GroupRef group, List<MessageId> ids) {
        return call("ack " + ids, () -> world.server.ack(group, ids));
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(GroupRef group, String consumer, List<Commit> messages) {
        return call("commit " + messages, () -> world.server.commit(group, consumer, messages));
    }

    @Override
    public CompletableFuture<Ticked> tick(GroupRef group, Tick tick) {
        return call("tick " + tick.consumer(), () -> world.server.tick(group, tick));
    }

    @Override
    public CompletableFuture<Reclaimed> reclaim(GroupRef group, Reclaim reclaim) {
        return call("reclaim " + reclaim, () -> world.server.reclaim(group, reclaim));
    }

    @Override
    public CompletableFuture<Outcome> mark(GroupRef group, String consumer, Hold hold) {
        return call("mark " + hold, () -> world.server.mark(group, consumer, hold));
    }

    @Override
    public CompletableFuture<Swept> sweep(GroupRef group, Duration lease) {
        return call("sweep", () -> world.server.sweep(group, lease));
    }

    @Override
    public CompletableFuture<Trimmed> trim(String stream, Duration age) {
        return call("trim " + stream, () -> world.server.trim(stream, age));
    }

    @Override
    public CompletableFuture<Long> trimToLength(String stream, long length) {
        return call("trim " + stream + " to " + length, () -> world.server.trimToLength(stream, length));
    }

    @Override
    public CompletableFuture<Parked> park(GroupRef group, String consumer, List<Park> messages) {
        return call("park " + messages, () -> world.server.park(group, consumer, messages));
    }

    @Override
    public CompletableFuture<List<Recorded>> fail(GroupRef group, String consumer, List<Fail> messages) {
        return call("fail " + messages, () -> world.server.fail(group, consumer, messages));
    }

    @Override
    public CompletableFuture<List<Outcome>> bury(GroupRef group, String consumer, List<Bury> messages) {
        return call("bury " + messages, () -> world.server.bury(group, consumer, messages));
    }

    @Override
    public CompletableFuture<List<Outcome>> release(GroupRef group, String consumer, List<Hold> holds) {
        return call("release " + holds, () -> world.server.release(group, consumer, holds));
    }

    @Override
    public CompletableFuture<Claims> claim(GroupRef group, String consumer, int count) {
        return call("claim " + count, () -> world.server.claim(group, consumer, count));
    }

    @Override
    public CompletableFuture<List<MessageId>> held(
            GroupRef group, String consumer, Source source, MessageId after, int count) {
        return call("held " + source, () -> world.server.held(group, consumer, source, after, count));
    }

    @Override
    public CompletableFuture<Claims> adopt(GroupRef group, String consumer, List<EntryRef> entries) {
        return call("adopt " + entries, () -> world.server.adopt(group, consumer, entries));
    }

    @Override
    public CompletableFuture<Boolean> retire(GroupRef group, String consumer) {
        return call("retire " + consumer, () -> world.server.retire(group, consumer));
    }

    @Override
    public CompletableFuture<EntryBatch> read(String key, MessageId from, MessageId to, int count) {
        return call("read " + key, () -> world.server.read(key, from, to, count));
    }

    @Override
    public CompletableFuture<Boolean> replay(GroupRef group, MessageId deadLetter, byte[] meta, byte[] entry) {
        return call("replay " + deadLetter, () -> world.server.replay(group, deadLetter, meta, entry));
    }

    @Override
    public CompletableFuture<MessageId> delivered(GroupRef group) {
        return call("delivered", () -> world.server.delivered(group));
    }

    @Override
    public CompletableFuture<GroupState> inspect(GroupRef group) {
        return call("inspect", () -> world.server.inspect(group));
    }

    @Override
    public void close() {
        // The server outlives its clients.
    }

    private <R> CompletableFuture<R> call(String name, Supplier<CompletableFuture<R>> operation) {
        CompletableFuture<R> reply = new CompletableFuture<>();
        Fault fault = Fault.next(world);
        world.note(process.name() + " " + name + (fault == Fault.NONE ? "" : "  *** " + fault));
        world.later(MAX_TRIP_MILLIS, () -> arrive(name, fault, operation, reply));
        return reply;
    }

    private <R> void arrive(
            String name, Fault fault, Supplier<CompletableFuture<R>> operation, CompletableFuture<R> reply) {
        switch (fault) {
            case CRASH_BEFORE -> process.crash();
            case LOST_REQUEST -> breakConnection(reply);
            case LATE_COPY -> {
                breakConnection(reply);
                world.later(
                        MAX_LATENESS_MILLIS,
                        () -> operation
                                .get()
                                .whenComplete((result, failure) -> world.note(name + " late -> " + result)));
            }
            default ->
                operation
                        .get()
                        .whenComplete((result, failure) -> world.later(MAX_TRIP_MILLIS, () -> {
                            switch (fault) {
                                case CRASH_AFTER -> process.crash();
                                case LOST_REPLY -> breakConnection(reply);
                                default -> answer(name, reply, result, failure);
                            }
                        }));
        }
    }

    private <R> void answer(String name, CompletableFuture<R> reply, R result, @Nullable Throwable failure) {
        if (!process.isAlive()) {
            return;
        }
        world.note(process.name() + " " + name + " -> " + (failure == null ? result : failure));
        if (failure == null) {
            reply.complete(result);
        } else {
            reply.completeExceptionally(failure);
        }
    }

    private void breakConnection(CompletableFuture<?> reply) {
        if (process.isAlive()) {
            reply.completeExceptionally(BrokerException.unanswered("the connection broke", null));
            process.reconnected();
        }
    }
}
