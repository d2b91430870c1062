package io.headrace.redis;

import io.headrace.message.Durability;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.List;

/**
 * The command that goes behind a batch of appends, on the same connection, and whose reply shows how durable they are. The
 * reply is compared with what is wanted.
 */
enum Proof {
    /** Waits until enough replicas have received everything that this connection wrote. */
    WAIT(CommandType.WAIT) {
        @Override
        CommandArgs<byte[], byte[]> args(Durability wanted, Duration patience) {
            return none().add(wanted.replicas()).add(patience.toMillis());
        }

        @Override
        int reached(List<Object> reply) {
            return (int) Replies.number(reply.get(0));
        }
    },

    /** Waits until the append-only file with everything that this connection wrote is on the primary's disk. */
    WAITAOF(new Keyword("WAITAOF")) {
        @Override
        CommandArgs<byte[], byte[]> args(Durability wanted, Duration patience) {
            return none().add(1).add(0).add(patience.toMillis());
        }

        @Override
        int reached(List<Object> reply) {
            return (int) Replies.number(reply.get(0));
        }
    },

    /** Looks whether the server syncs before every reply, so that the replies before this one say all. */
    SETTINGS(CommandType.CONFIG) {
        @Override
        CommandArgs<byte[], byte[]> args(Durability wanted, Duration patience) {
            return none().add("GET").add("appendonly").add("appendfsync").add("no-appendfsync-on-rewrite");
        }

        @Override
        int reached(List<Object> reply) {
            return isSetting(reply, "appendonly", "yes")
                            && isSetting(reply, "appendfsync", "always")
                            && isSetting(reply, "no-appendfsync-on-rewrite", "no")
                    ? 1
                    : 0;
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // keywords never change
    private final ProtocolKeyword command;

    Proof(ProtocolKeyword command) {
        this.command = command;
    }

    abstract CommandArgs<byte[], byte[]> args(Durability wanted, Duration patience);

    /** How many replicas, or disks, have confirmed. */
    abstract int reached(List<Object> reply);

    ProtocolKeyword command() {
        return command;
    }

    /** The command on its own, to see whether the server knows and allows it. */
    Request<List<Object>> request(Durability wanted, Duration patience) {
        return new Request<>(command, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args(wanted, patience));
    }

    static int needed(Durability wanted) {
        return wanted.level() == Durability.Level.REPLICATED ? wanted.replicas() : 1;
    }

    private static CommandArgs<byte[], byte[]> none() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static boolean isSetting(List<Object> reply, String name, String value) {
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            if (Replies.text(reply.get(i)).equals(name)) {
                return Replies.text(reply.get(i + 1)).equals(value);
            }
        }
        return false;
    }

    /** A command that Lettuce has no name for. */
    private record Keyword(String text) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return RedisBroker.bytes(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
