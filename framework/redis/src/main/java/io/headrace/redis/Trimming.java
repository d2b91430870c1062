package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Trimmed;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Removes old entries. A script must declare its keys, so the registered groups are asked for first. */
final class Trimming {
    private final Link commands;
    private final Function<ScriptCall, CompletableFuture<List<Object>>> scripts;

    Trimming(Link commands, Function<ScriptCall, CompletableFuture<List<Object>>> scripts) {
        this.commands = commands;
        this.scripts = scripts;
    }

    CompletableFuture<Trimmed> trim(String stream, Duration age) {
        String groups = GroupKeys.groups(stream);
        return command(CommandType.SMEMBERS, args().addKey(bytes(groups)))
                .thenApply(names -> call(stream, groups, age, names))
                .thenCompose(scripts)
                .thenApply(Trimming::trimmed);
    }

    CompletableFuture<Long> trimToLength(String stream, long length) {
        return command(
                        CommandType.XTRIM,
                        args().addKey(bytes(stream)).add("MAXLEN").add("~").add(length))
                .thenApply(reply -> Replies.number(reply.get(0)));
    }

    private static ScriptCall call(String stream, String groups, Duration age, List<Object> names) {
        ScriptCall call = new ScriptCall(Scripts.TRIM, stream, groups).add(age.toMillis());
        for (Object each : names) {
            String name = Replies.text(each);
            call.addKey(GroupKeys.of(new GroupRef(stream, name)).checkpoint()).add(name);
        }
        return call;
    }

    private static Trimmed trimmed(List<?> reply) {
        long removed = Replies.number(reply.get(0));
        return removed < 0
                ? Trimmed.NOTHING // a group came or went meanwhile
                : new Trimmed(removed, Replies.text(reply.get(1)), Replies.id(reply.get(2)), (int)
                        Replies.number(reply.get(3)));
    }

    private CompletableFuture<List<Object>> command(ProtocolKeyword type, CommandArgs<byte[], byte[]> args) {
        return commands.call(
                type.toString(), new Request<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
