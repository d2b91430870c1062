package io.headrace.redis;

import io.headrace.broker.GroupKeys;
import io.headrace.redis.Scripts.Script;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import java.util.ArrayList;
import java.util.List;

/** A script with its keys and arguments; may be sent more than once. */
final class ScriptCall {
    private final Script script;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();

    ScriptCall(Script script, String... keys) {
        this.script = script;
        addKeys(keys);
    }

    /** A call whose first keys are those that holds are kept in. */
    ScriptCall(Script script, GroupKeys group, String... more) {
        this(script, group.stream(), group.lane(), group.due(), group.attempts(), group.lost(), group.probe());
        addKeys(more);
    }

    Script script() {
        return script;
    }

    ScriptCall addKey(String key) {
        addKeys(key);
        return this;
    }

    ScriptCall add(byte[] argument) {
        arguments.add(argument);
        return this;
    }

    ScriptCall add(String argument) {
        return add(RedisBroker.bytes(argument));
    }

    ScriptCall add(long argument) {
        return add(Long.toString(argument));
    }

    /** The arguments of EVAL or EVALSHA. */
    CommandArgs<byte[], byte[]> args(byte[] textOrDigest) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(textOrDigest)
                .add(keys.size())
                .addKeys(keys);
        arguments.forEach(args::add);
        return args;
    }

    private void addKeys(String... names) {
        for (String name : names) {
            keys.add(RedisBroker.bytes(name));
        }
    }
}
