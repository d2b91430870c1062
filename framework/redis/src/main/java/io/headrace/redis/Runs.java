package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.error.ErrorCode;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Runs through a group's dead letters: two fields of a hash for each, its account and how it stands. */
final class Runs {
    private static final int MOST = 1000;
    private static final int PAGE = 200;
    private static final String STATE = ":state";

    private final Link link;
    private final Function<ScriptCall, CompletableFuture<List<Object>>> scripts;
    private final GroupRef group;
    private final GroupKeys keys;

    Runs(Link link, Function<ScriptCall, CompletableFuture<List<Object>>> scripts, GroupRef group) {
        this.link = link;
        this.scripts = scripts;
        this.group = group;
        this.keys = GroupKeys.of(group);
    }

    CompletableFuture<Run> begin(String owner, byte[] account) {
        ScriptCall call = new ScriptCall(Scripts.BEGIN_RUN, keys.dead(), keys.replays());
        return scripts.apply(call.add(owner).add(account).add(MOST))
                .thenApply(reply ->
                        new Run(Replies.text(reply.get(0)), account, RunState.parse(Replies.text(reply.get(1)))));
    }

    CompletableFuture<RunState> step(RunStep step) {
        ScriptCall call = new ScriptCall(Scripts.STEP_RUN, keys.dead(), keys.lane(), keys.replays())
                .add(step.run())
                .add(step.owner())
                .add(step.number())
                .add(step.cursor().toString())
                .add(step.replays() ? 1 : 0)
                .add(step.failed());
        for (RunStep.Letter letter : step.letters()) {
            call.add(letter.id().toString()).add(letter.meta()).add(letter.entry());
        }
        return scripts.apply(call).thenApply(reply -> state(step.run(), reply));
    }

    CompletableFuture<RunState> turn(String run, RunTurn turn, String owner) {
        ScriptCall call = new ScriptCall(Scripts.TURN_RUN, keys.replays());
        return scripts.apply(call.add(run).add(turn.name()).add(owner)).thenApply(reply -> state(run, reply));
    }

    CompletableFuture<List<Run>> all() {
        return fields("0", new TreeMap<>()).thenApply(Runs::runs);
    }

    private static List<Run> runs(SortedMap<String, byte[]> fields) {
        List<Run> runs = new ArrayList<>();
        fields.forEach((run, account) -> {
            byte[] state = fields.get(run + STATE);
            if (state != null) {
                runs.add(new Run(run, account, RunState.parse(Replies.text(state))));
            }
        });
        return runs;
    }

    private CompletableFuture<SortedMap<String, byte[]>> fields(String cursor, SortedMap<String, byte[]> known) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .addKey(RedisBroker.bytes(keys.replays()))
                .add(cursor)
                .add("COUNT")
                .add(PAGE);
        return link.call(
                        "HSCAN",
                        new Request<>(CommandType.HSCAN, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args))
                .thenCompose(reply -> {
                    List<?> page = Replies.list(reply.get(1));
                    for (int i = 0; i + 1 < page.size(); i += 2) {
                        known.put(Replies.text(page.get(i)), (byte[]) page.get(i + 1));
                    }
                    String next = Replies.text(reply.get(0));
                    return next.equals("0") ? CompletableFuture.completedFuture(known) : fields(next, known);
                });
    }

    private RunState state(String run, List<Object> reply) {
        if (reply.isEmpty() || reply.get(0) == null) {
            throw BrokerException.refused(
                    ErrorCode.UNKNOWN_RUN,
                    "There is no run \"" + run + "\" through the dead letters of " + group + '.',
                    null);
        }
        return RunState.parse(Replies.text(reply.get(0)));
    }
}
