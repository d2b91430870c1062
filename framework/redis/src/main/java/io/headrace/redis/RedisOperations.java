package io.headrace.redis;

import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.Pause;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.broker.StreamPage;
import io.headrace.broker.StreamStatus;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Names;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What operators do, on a server; a script for each call that asks for more than one thing. */
final class RedisOperations implements Operations {
    private static final int WITHDRAWN_AT_ONCE = 1_000;
    private static final long NOTHING_DONE = -1;
    private static final long SOME_LEFT = 1;

    private final Link commands;
    private final Function<ScriptCall, CompletableFuture<List<Object>>> scripts;

    RedisOperations(Link commands, Function<ScriptCall, CompletableFuture<List<Object>>> scripts) {
        this.commands = commands;
        this.scripts = scripts;
    }

    @Override
    public CompletableFuture<StreamPage> streams(String cursor, int count) {
        CommandArgs<byte[], byte[]> args =
                args().add(cursor).add("COUNT").add(count).add("TYPE").add("stream");
        return command(CommandType.SCAN, args).thenApply(OperationReplies::page);
    }

    @Override
    public CompletableFuture<StreamStatus> stream(String name) {
        String groups = GroupKeys.groups(Names.stream(name));
        return scripts.apply(new ScriptCall(Scripts.STREAM, name, groups))
                .thenApply(reply -> OperationReplies.stream(name, reply));
    }

    @Override
    public CompletableFuture<EntryBatch> latest(String stream, int count) {
        CommandArgs<byte[], byte[]> args = args().addKey(RedisBroker.bytes(Names.stream(stream)))
                .add("+")
                .add("-")
                .add("COUNT")
                .add(count);
        return command(CommandType.XREVRANGE, args).thenApply(Replies::entries);
    }

    @Override
    public CompletableFuture<GroupStatus> group(GroupRef group) {
        GroupKeys keys = GroupKeys.of(group);
        return scripts.apply(new ScriptCall(Scripts.GROUP, keys, keys.dead(), keys.alive()).add(group.group()))
                .thenApply(OperationReplies::group);
    }

    @Override
    public CompletableFuture<List<ConsumerStatus>> consumers(GroupRef group) {
        GroupKeys keys = GroupKeys.of(group);
        return scripts.apply(
                        new ScriptCall(Scripts.CONSUMERS, keys.stream(), keys.lane(), keys.alive()).add(group.group()))
                .thenApply(OperationReplies::consumers);
    }

    @Override
    public CompletableFuture<List<PendingEntry>> pending(
            GroupRef group, Source source, @Nullable String consumer, MessageId after, int count) {
        if (after.equals(MessageId.MAX)) {
            return CompletableFuture.completedFuture(List.of());
        }
        GroupKeys keys = GroupKeys.of(group);
        String list = source == Source.LANE ? keys.lane() : keys.stream();
        ScriptCall call = new ScriptCall(Scripts.PENDING, list, keys.attempts())
                .add(group.group())
                .add(source.mark() + ":")
                .add(after.toString())
                .add(count)
                .add(consumer == null ? "" : consumer);
        return scripts.apply(call).thenApply(reply -> OperationReplies.pending(source, reply));
    }

    @Override
    public CompletableFuture<List<ParkedEntry>> due(GroupRef group, long offset, int count) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(Scripts.PARKED, keys.due(), keys.attempts());
        return scripts.apply(call.add(offset).add(count)).thenApply(OperationReplies::parked);
    }

    @Override
    public CompletableFuture<Integer> hasten(GroupRef group, List<EntryRef> entries) {
        ScriptCall call = new ScriptCall(Scripts.HASTEN, GroupKeys.of(group)).add(group.group());
        entries.forEach(entry -> call.add(entry.wire()));
        return scripts.apply(call).thenApply(reply -> (int) Replies.number(reply.get(0)));
    }

    @Override
    public CompletableFuture<ResetPlan> planReset(GroupRef group, Start target) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(Scripts.PLAN, keys.stream(), keys.alive());
        return scripts.apply(addTarget(call, group, target)).thenApply(OperationReplies::plan);
    }

    @Override
    public CompletableFuture<ResetPlan> reset(GroupRef group, Start target, ResetMode mode) {
        return scripts.apply(resetCall(group, target, mode, true)).thenCompose(reply -> {
            ResetPlan plan = OperationReplies.plan(reply);
            if (left(reply) == NOTHING_DONE) {
                return CompletableFuture.failedFuture(Operations.workersAlive(group, plan.workersAlive()));
            }
            return left(reply) == SOME_LEFT
                    ? withdrawRest(group, Start.after(plan.to()), mode).thenApply(done -> plan)
                    : CompletableFuture.completedFuture(plan);
        });
    }

    /** The first step has moved the position; a group that is read from meanwhile is left as it is. */
    private CompletableFuture<Void> withdrawRest(GroupRef group, Start target, ResetMode mode) {
        return scripts.apply(resetCall(group, target, mode, false))
                .thenCompose(reply -> left(reply) == SOME_LEFT
                        ? withdrawRest(group, target, mode)
                        : CompletableFuture.completedFuture(null));
    }

    private static ScriptCall resetCall(GroupRef group, Start target, ResetMode mode, boolean first) {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(Scripts.RESET, keys, keys.alive(), keys.checkpoint());
        return addTarget(call, group, target)
                .add(mode == ResetMode.FORCED ? 1 : 0)
                .add(first ? 1 : 0)
                .add(WITHDRAWN_AT_ONCE);
    }

    private static ScriptCall addTarget(ScriptCall call, GroupRef group, Start target) {
        return call.add(group.group()).add(target.position()).add(target.resumed() ? 1 : 0);
    }

    private static long left(List<?> reply) {
        return Replies.number(reply.get(7));
    }

    @Override
    public CompletableFuture<Void> pause(GroupRef group, Pause pause) {
        return command(CommandType.HSET, pauseOf(group).add(pause.text())).thenApply(reply -> null);
    }

    @Override
    public CompletableFuture<Boolean> resume(GroupRef group) {
        return command(CommandType.HDEL, pauseOf(group)).thenApply(reply -> Replies.number(reply.get(0)) == 1);
    }

    @Override
    public CompletableFuture<@Nullable Pause> paused(GroupRef group) {
        return command(CommandType.HGET, pauseOf(group))
                .thenApply(reply ->
                        reply.isEmpty() || reply.get(0) == null ? null : Pause.parse(Replies.text(reply.get(0))));
    }

    private static CommandArgs<byte[], byte[]> pauseOf(GroupRef group) {
        return args().addKey(RedisBroker.bytes(GroupKeys.of(group).control())).add("paused");
    }

    private CompletableFuture<List<Object>> command(CommandType type, CommandArgs<byte[], byte[]> args) {
        return commands.call(
                type.toString(), new Request<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }
}
