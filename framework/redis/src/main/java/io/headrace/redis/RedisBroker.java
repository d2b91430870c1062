package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.Bury;
import io.headrace.broker.Claims;
import io.headrace.broker.Commit;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fail;
import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
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
import io.headrace.redis.Link.Request;
import io.headrace.redis.Scripts.Script;
import io.headrace.time.Timer;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The broker on a Redis or Valkey server. One link serves all commands; every reader has a link of its own. What several
 * keys must agree on is done by the Lua files beside this class.
 */
final class RedisBroker implements Broker {
    private static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);
    private static final int SWEEP_COUNT = 100;

    private final Connector connector;
    private final Timer timer = Timer.system("headrace-redis");
    private final Map<RedisReader, Runnable> readers = new ConcurrentHashMap<>();
    private final Link commands;
    private final boolean cluster;
    private final Appends appends;

    private RedisBroker(Connector connector) {
        this.connector = connector;
        this.commands = new Link(
                connector,
                timer,
                connector.commandTimeout(),
                () -> readers.values().forEach(Runnable::run));
        this.cluster = commands.open().cluster();
        this.appends = new Appends(commands, connector, timer);
    }

    static RedisBroker connect(String uri, ConnectOptions options) {
        Connector connector = new Connector(uri, options);
        try {
            return new RedisBroker(connector);
        } catch (RuntimeException failure) {
            connector.close();
            throw failure;
        }
    }

    @Override
    public void prepare(Durability durability) {
        appends.prepare(durability);
    }

    @Override
    public CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability) {
        return entries.isEmpty() ? CompletableFuture.completedFuture(List.of()) : appends.append(entries, durability);
    }

    @Override
    public CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability) {
        return entries.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : appends.appendOnce(entries, durability);
    }

    @Override
    public CompletableFuture<Boolean> openGroup(GroupRef group, Start start) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(
                Scripts.OPEN, keys, keys.dead(), keys.groups(), keys.alive(), keys.control(), keys.checkpoint());
        return run(call.add(group.group()).add(start.position()).add(start.resumed() ? 1 : 0))
                .thenApply(RedisBroker::isOne);
    }

    @Override
    public Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        Link link = new Link(connector, timer, connector.commandTimeout().plus(LONGEST_BLOCK), onReconnect);
        link.open();
        RedisReader reader = new RedisReader(link, commands, group, consumer, readers::remove);
        readers.put(reader, onReconnect);
        return reader;
    }

    @Override
    public CompletableFuture<Integer> ack(GroupRef group, List<MessageId> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        CommandArgs<byte[], byte[]> args = args().addKey(bytes(group.stream())).add(bytes(group.group()));
        for (MessageId id : ids) {
            args.add(IdText.of(id));
        }
        return commands.call("XACK", request(CommandType.XACK, args))
                .thenApply(reply -> (int) Replies.number(reply.get(0)));
    }

    @Override
    public CompletableFuture<List<Outcome>> commit(GroupRef group, String consumer, List<Commit> messages) {
        return new CommitCall(group, consumer, messages, cluster).run(this::run);
    }

    @Override
    public CompletableFuture<Parked> park(GroupRef group, String consumer, List<Park> messages) {
        ScriptCall call = onHolds(Scripts.PARK, group, consumer);
        for (Park park : messages) {
            addHold(call, park.hold()).add(park.delayMillis()).add(park.error());
        }
        return run(call).thenApply(Replies::parked);
    }

    @Override
    public CompletableFuture<List<Recorded>> fail(GroupRef group, String consumer, List<Fail> messages) {
        ScriptCall call = onHolds(Scripts.FAIL, group, consumer);
        for (Fail failure : messages) {
            addHold(call, failure.hold())
                    .add(failure.attempt())
                    .add(failure.delayMillis())
                    .add(failure.error());
        }
        return run(call).thenApply(Replies::recorded);
    }

    @Override
    public CompletableFuture<List<Outcome>> bury(GroupRef group, String consumer, List<Bury> messages) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = onHolds(Scripts.BURY, group, consumer, keys.dead(), keys.groups());
        for (Bury bury : messages) {
            addHold(call, bury.hold()).add(bury.delete() ? 1 : 0).add(bury.meta());
        }
        return run(call).thenApply(reply -> Replies.outcomes("the dead letter", reply));
    }

    @Override
    public CompletableFuture<List<Outcome>> release(GroupRef group, String consumer, List<Hold> holds) {
        ScriptCall call = onHolds(Scripts.RELEASE, group, consumer);
        holds.forEach(hold -> addHold(call, hold));
        return run(call).thenApply(reply -> Replies.outcomes("the release", reply));
    }

    @Override
    public CompletableFuture<Claims> claim(GroupRef group, String consumer, int count) {
        return run(onHolds(Scripts.CLAIM, group, consumer).add(count)).thenApply(Replies::claims);
    }

    @Override
    public CompletableFuture<Ticked> tick(GroupRef group, Tick tick) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call =
                onHolds(Scripts.TICK, group, tick.consumer(), keys.alive(), keys.control(), keys.checkpoint());
        return run(call.add(tick.lease().toMillis())
                        .add(tick.period().toMillis())
                        .add(tick.joins() ? 1 : 0))
                .thenApply(Replies::ticked);
    }

    @Override
    public CompletableFuture<Reclaimed> reclaim(GroupRef group, Reclaim reclaim) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = onHolds(Scripts.RECLAIM, group, reclaim.consumer(), keys.alive(), keys.control());
        return run(call.add(reclaim.dead()).add(reclaim.period().toMillis()).add(reclaim.count()))
                .thenApply(Replies::reclaimed);
    }

    @Override
    public CompletableFuture<Outcome> mark(GroupRef group, String consumer, Hold hold) {
        return run(addHold(onHolds(Scripts.MARK, group, consumer), hold))
                .thenApply(reply -> Replies.outcomes("the mark", reply).get(0));
    }

    @Override
    public CompletableFuture<Swept> sweep(GroupRef group, Duration lease) {
        ScriptCall call = new ScriptCall(
                Scripts.SWEEP, GroupKeys.of(group), GroupKeys.of(group).control());
        return run(call.add(group.group()).add(lease.toMillis()).add(SWEEP_COUNT))
                .thenApply(Replies::swept);
    }

    @Override
    public CompletableFuture<Trimmed> trim(String stream, Duration age) {
        return new Trimming(commands, this::run).trim(stream, age);
    }

    @Override
    public CompletableFuture<Long> trimToLength(String stream, long length) {
        return new Trimming(commands, this::run).trimToLength(stream, length);
    }

    @Override
    public CompletableFuture<List<MessageId>> held(
            GroupRef group, String consumer, Source source, MessageId after, int count) {
        if (after.equals(MessageId.MAX)) {
            return CompletableFuture.completedFuture(List.of());
        }
        GroupKeys keys = GroupKeys.of(group);
        CommandArgs<byte[], byte[]> args = args().addKey(bytes(source == Source.LANE ? keys.lane() : keys.stream()))
                .add(bytes(group.group()))
                .add("(" + after)
                .add("+")
                .add(count)
                .add(bytes(consumer));
        return commands.call("XPENDING", request(CommandType.XPENDING, args))
                .thenApply(rows -> rows.stream()
                        .map(row -> Replies.id(Replies.list(row).get(0)))
                        .toList());
    }

    @Override
    public CompletableFuture<Claims> adopt(GroupRef group, String consumer, List<EntryRef> entries) {
        ScriptCall call = onHolds(Scripts.ADOPT, group, consumer);
        entries.forEach(entry -> call.add(entry.wire()));
        return run(call).thenApply(Replies::claims);
    }

    @Override
    public CompletableFuture<Boolean> retire(GroupRef group, String consumer) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(Scripts.RETIRE, keys.stream(), keys.lane(), keys.alive(), keys.probe());
        return run(call.add(group.group()).add(consumer)).thenApply(RedisBroker::isOne);
    }

    @Override
    public CompletableFuture<EntryBatch> read(String key, MessageId from, MessageId to, int count) {
        CommandArgs<byte[], byte[]> args = args().addKey(bytes(key))
                .add(from.toString())
                .add(to.toString())
                .add("COUNT")
                .add(count);
        return commands.call("XRANGE", request(CommandType.XRANGE, args)).thenApply(Replies::entries);
    }

    @Override
    public CompletableFuture<Long> length(String key) {
        return commands.call("XLEN", request(CommandType.XLEN, args().addKey(bytes(key))))
                .thenApply(reply -> Replies.number(reply.get(0)));
    }

    @Override
    public CompletableFuture<Run> beginRun(GroupRef group, String owner, byte[] account) {
        return new Runs(commands, this::run, group).begin(owner, account);
    }

    @Override
    public CompletableFuture<RunState> step(GroupRef group, RunStep step) {
        return new Runs(commands, this::run, group).step(step);
    }

    @Override
    public CompletableFuture<RunState> turn(GroupRef group, String run, RunTurn turn, String owner) {
        return new Runs(commands, this::run, group).turn(run, turn, owner);
    }

    @Override
    public CompletableFuture<List<Run>> runs(GroupRef group) {
        return new Runs(commands, this::run, group).all();
    }

    @Override
    public CompletableFuture<MessageId> delivered(GroupRef group) {
        CommandArgs<byte[], byte[]> args = args().add("GROUPS").addKey(bytes(group.stream()));
        return commands.call("XINFO GROUPS", request(CommandType.XINFO, args))
                .thenApply(rows -> Replies.delivered(group, rows));
    }

    @Override
    public CompletableFuture<GroupState> inspect(GroupRef group) {
        GroupKeys keys = GroupKeys.of(group);
        return run(new ScriptCall(Scripts.INSPECT, keys, keys.dead()).add(group.group()))
                .thenApply(Replies::state);
    }

    @Override
    public Operations operations() {
        return new RedisOperations(commands, this::run);
    }

    @Override
    public CompletableFuture<List<Finding>> check() {
        return new SelfCheck(commands, connector).findings();
    }

    @Override
    public CompletableFuture<List<Finding>> diagnose(Diagnosis request) {
        Interview interview = new Interview(commands, this::run, connector.address());
        return new Doctor(commands, new SelfCheck(commands, connector), interview, request).findings();
    }

    @Override
    public void close() {
        List.copyOf(readers.keySet()).forEach(RedisReader::close);
        appends.close();
        commands.close();
        timer.close();
        connector.close();
    }

    /** Runs a script by its digest; a server that does not know it yet gets the text. */
    private CompletableFuture<List<Object>> run(ScriptCall call) {
        Script script = call.script();
        return commands.call(script.name, request(CommandType.EVALSHA, call.args(script.digest)))
                .exceptionallyCompose(failure -> isUnknownScript(failure)
                        ? commands.call(script.name, request(CommandType.EVAL, call.args(script.text)))
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isUnknownScript(Throwable failure) {
        return ServerErrors.isUnknownScript(ServerErrors.unwrap(failure));
    }

    private static ScriptCall onHolds(Script script, GroupRef group, String consumer, String... more) {
        return new ScriptCall(script, GroupKeys.of(group), more)
                .add(group.group())
                .add(consumer);
    }

    private static ScriptCall addHold(ScriptCall call, Hold hold) {
        return call.add(hold.ref().wire()).add(hold.deliveries());
    }

    private static Request<List<Object>> request(CommandType type, CommandArgs<byte[], byte[]> args) {
        return new Request<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args);
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static boolean isOne(List<Object> reply) {
        return Replies.number(reply.get(0)) == 1;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
