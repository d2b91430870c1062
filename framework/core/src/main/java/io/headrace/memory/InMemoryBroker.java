package io.headrace.memory;

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
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A broker in this process's memory, with the semantics of a server: for tests, simulations and trying things out. What
 * it holds is gone with the process.
 *
 * <p>Futures are complete when a method returns, except those of reads that wait; these end on the thread that appends,
 * wakes or moves the time. Time is read from the ticker only. Safe for all threads, if the timer is.
 */
public final class InMemoryBroker implements Broker {
    private final MemoryServer server;
    private final List<MemoryReader> readers = new ArrayList<>(); // guarded by the server's lock
    private volatile boolean closed;

    /** An empty broker on this time; the timer stays the caller's to close. */
    public InMemoryBroker(Ticker ticker, Timer timer) {
        this(new MemoryServer(ticker, timer));
    }

    private InMemoryBroker(MemoryServer server) {
        this.server = server;
    }

    /** Another connection to the same data, to be closed by itself. */
    public InMemoryBroker connect() {
        return new InMemoryBroker(server);
    }

    /**
     * Runs {@code command} on the keyspace while nothing else does, as a script of another client would, then answers
     * waiting reads. Works also after {@link #close}.
     */
    public <T> T keyspace(Function<Keyspace, T> command) {
        return server.execute(command);
    }

    @Override
    public void prepare(Durability durability) {
        if (durability.level() != Durability.Level.MEMORY) {
            throw new HeadraceException(
                    ErrorCode.DURABILITY_UNAVAILABLE,
                    durability + " is not available: the in-memory broker has neither replicas nor a disk."
                            + " Use Durability.memory(), or connect to a server.");
        }
    }

    @Override
    public CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability) {
        return appendEach(entries, durability, (keys, entry) -> {
            try {
                return new Appended.Done(keys.append(entry.stream(), entry.fields()));
            } catch (BrokerException refusal) {
                return new Appended.Failed(refusal);
            }
        });
    }

    @Override
    public CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability) {
        return appendEach(entries, durability, (keys, entry) -> new AppendingOnce(keys).append(entry));
    }

    private <T> CompletableFuture<List<Appended>> appendEach(
            List<T> entries, Durability durability, BiFunction<Keyspace, T, Appended> append) {
        prepare(durability);
        return call(keys ->
                        entries.stream().map(entry -> append.apply(keys, entry)).toList())
                .exceptionally(
                        closed -> Collections.nCopies(entries.size(), new Appended.Failed(BrokerException.of(closed))));
    }

    @Override
    public CompletableFuture<Boolean> openGroup(GroupRef group, Start start) {
        return call(keys -> commands(keys, group).open(start));
    }

    @Override
    public Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        return server.execute(keys -> {
            MemoryReader reader = new MemoryReader(server, group, consumer, closed);
            readers.removeIf(MemoryReader::isClosed);
            readers.add(reader);
            return reader;
        });
    }

    @Override
    public CompletableFuture<Integer> ack(GroupRef group, List<MessageId> ids) {
        return call(keys -> commands(keys, group).ack(ids));
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(GroupRef group, String consumer, List<Commit> messages) {
        messages.forEach(message -> message.effects().forEach(server.kinds::kind));
        return settle(group, messages, (settling, message) -> settling.commit(consumer, message, server.kinds));
    }

    @Override
    public CompletableFuture<Parked> park(GroupRef group, String consumer, List<Park> messages) {
        return call(keys -> {
            GroupSpace space = keys.group(group);
            Settling settling = new Settling(space);
            List<Outcome> outcomes = messages.stream()
                    .map(message -> settling.park(consumer, message))
                    .toList();
            return new Parked(outcomes, space.nextDueMillis());
        });
    }

    @Override
    public CompletableFuture<List<Recorded>> fail(GroupRef group, String consumer, List<Fail> messages) {
        return settle(group, messages, (settling, message) -> settling.fail(consumer, message));
    }

    @Override
    public CompletableFuture<List<Outcome>> bury(GroupRef group, String consumer, List<Bury> messages) {
        return settle(group, messages, (settling, message) -> settling.bury(consumer, message));
    }

    @Override
    public CompletableFuture<List<Outcome>> release(GroupRef group, String consumer, List<Hold> holds) {
        return settle(group, holds, (settling, hold) -> settling.release(consumer, hold));
    }

    @Override
    public CompletableFuture<Claims> claim(GroupRef group, String consumer, int count) {
        return call(keys -> new Taking(keys.group(group), consumer).claim(count));
    }

    @Override
    public CompletableFuture<Ticked> tick(GroupRef group, Tick tick) {
        return call(keys -> new Leasing(keys.group(group)).tick(tick));
    }

    @Override
    public CompletableFuture<Reclaimed> reclaim(GroupRef group, Reclaim reclaim) {
        return call(keys -> new Leasing(keys.group(group)).reclaim(reclaim));
    }

    @Override
    public CompletableFuture<Outcome> mark(GroupRef group, String consumer, Hold hold) {
        return call(keys -> new Leasing(keys.group(group)).mark(consumer, hold));
    }

    @Override
    public CompletableFuture<Swept> sweep(GroupRef group, Duration lease) {
        return call(keys -> new Sweeping(keys.group(group)).sweep(lease));
    }

    @Override
    public CompletableFuture<Trimmed> trim(String stream, Duration age) {
        return call(keys -> new Trimming(keys, stream).trim(age));
    }

    @Override
    public CompletableFuture<Long> trimToLength(String stream, long length) {
        return call(keys -> new Trimming(keys, stream).trimToLength(length));
    }

    @Override
    public CompletableFuture<List<MessageId>> held(
            GroupRef group, String consumer, Source source, MessageId after, int count) {
        return call(keys -> commands(keys, group).held(consumer, source, after, count));
    }

    @Override
    public CompletableFuture<Claims> adopt(GroupRef group, String consumer, List<EntryRef> entries) {
        return call(keys -> new Taking(keys.group(group), consumer).adopt(entries));
    }

    @Override
    public CompletableFuture<Boolean> retire(GroupRef group, String consumer) {
        return call(keys -> commands(keys, group).retire(consumer));
    }

    @Override
    public CompletableFuture<EntryBatch> read(String key, MessageId from, MessageId to, int count) {
        return call(keys -> {
            MemoryStream stream = keys.stream(key);
            return stream == null ? EntryBatch.EMPTY : stream.range(from, to, count);
        });
    }

    @Override
    public CompletableFuture<Long> length(String key) {
        return call(keys -> {
            MemoryStream stream = keys.stream(key);
            return stream == null ? 0L : stream.length();
        });
    }

    @Override
    public CompletableFuture<Run> beginRun(GroupRef group, String owner, byte[] account) {
        return call(keys -> new Runs(keys.group(group)).begin(owner, account));
    }

    @Override
    public CompletableFuture<RunState> step(GroupRef group, RunStep step) {
        return call(keys -> new Runs(keys.group(group)).step(step));
    }

    @Override
    public CompletableFuture<RunState> turn(GroupRef group, String run, RunTurn turn, String owner) {
        return call(keys -> new Runs(keys.group(group)).turn(run, turn, owner));
    }

    @Override
    public CompletableFuture<List<Run>> runs(GroupRef group) {
        return call(keys -> new Runs(keys.group(group)).all());
    }

    @Override
    public CompletableFuture<MessageId> delivered(GroupRef group) {
        return call(keys -> keys.group(group).group(Source.STREAM).lastDelivered());
    }

    @Override
    public CompletableFuture<GroupState> inspect(GroupRef group) {
        return call(keys -> commands(keys, group).inspect());
    }

    @Override
    public Operations operations() {
        return new MemoryOperations(this::call);
    }

    @Override
    public void close() {
        closed = true;
        server.execute(keys -> List.copyOf(readers)).forEach(MemoryReader::close);
    }

    private <T, R> CompletableFuture<List<R>> settle(GroupRef group, List<T> messages, Settlement<T, R> settlement) {
        return call(keys -> {
            Settling settling = new Settling(keys.group(group));
            return messages.stream()
                    .map(message -> settlement.settle(settling, message))
                    .toList();
        });
    }

    private <T> CompletableFuture<T> call(Function<Keyspace, T> command) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    Keyspace.refused(ErrorCode.CLOSED, "The in-memory broker is closed."));
        }
        try {
            return CompletableFuture.completedFuture(server.execute(command));
        } catch (BrokerException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    private static GroupCommands commands(Keyspace keys, GroupRef group) {
        return new GroupCommands(keys.group(group));
    }

    @FunctionalInterface
    private interface Settlement<T, R> {
        R settle(Settling settling, T message);
    }
}
