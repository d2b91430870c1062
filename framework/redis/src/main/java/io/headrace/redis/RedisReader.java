package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads by XREADGROUP on a link of its own; wakes a waiting read by CLIENT UNBLOCK on the shared one. */
final class RedisReader implements Reader {
    private static final byte[] NEW_ENTRIES = {'>'};

    private final Link link;
    private final Link commands;
    private final Consumer<RedisReader> onClose;
    private final byte[] stream;
    private final byte[] lane;
    private final byte[] group;
    private volatile byte[] consumer;
    private volatile int lastCount;
    private volatile FetchOutput.Size lastSize = FetchOutput.Size.UNKNOWN;

    RedisReader(Link link, Link commands, GroupRef group, String consumer, Consumer<RedisReader> onClose) {
        GroupKeys keys = GroupKeys.of(group);
        this.link = link;
        this.commands = commands;
        this.onClose = onClose;
        this.stream = keys.stream().getBytes(UTF_8);
        this.lane = keys.lane().getBytes(UTF_8);
        this.group = group.group().getBytes(UTF_8);
        this.consumer = consumer.getBytes(UTF_8);
    }

    @Override
    public CompletableFuture<Fetched> fetch(Fetch request) {
        if (!request.stream() && !request.lane()) {
            return CompletableFuture.completedFuture(new Fetched(EntryBatch.EMPTY, EntryBatch.EMPTY));
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(CommandKeyword.GROUP)
                .add(group)
                .add(consumer)
                .add(CommandKeyword.COUNT)
                .add(request.count());
        long blockMillis = request.block().toMillis();
        if (blockMillis > 0) { // BLOCK 0 would wait for ever
            args.add(CommandKeyword.BLOCK).add(blockMillis);
        }
        args.add("STREAMS");
        if (request.stream()) {
            args.addKey(stream);
        }
        if (request.lane()) {
            args.addKey(lane);
        }
        if (request.stream()) {
            args.add(NEW_ENTRIES);
        }
        if (request.lane()) {
            args.add(NEW_ENTRIES);
        }
        FetchOutput output = new FetchOutput(lane, request.count() == lastCount ? lastSize : FetchOutput.Size.UNKNOWN);
        return link.call("XREADGROUP", new Request<>(CommandType.XREADGROUP, output, args))
                .thenApply(fetched -> {
                    lastCount = request.count();
                    lastSize = FetchOutput.Size.of(fetched.stream());
                    return fetched;
                });
    }

    @Override
    public void rename(String next) {
        consumer = next.getBytes(UTF_8);
    }

    @Override
    public void wake() {
        Greeting greeting = link.greeting();
        if (greeting != null) {
            CommandArgs<byte[], byte[]> args =
                    new CommandArgs<>(ByteArrayCodec.INSTANCE).add("UNBLOCK").add(greeting.clientId());
            commands.call(
                    "CLIENT UNBLOCK",
                    new Request<>(CommandType.CLIENT, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
        }
    }

    @Override
    public void close() {
        link.close();
        onClose.accept(this);
    }
}
