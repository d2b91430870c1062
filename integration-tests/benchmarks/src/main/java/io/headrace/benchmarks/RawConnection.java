package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** XREADGROUP on one connection, XACK on another, so that no ack waits behind a read that waits. */
final class RawConnection implements AutoCloseable {
    private static final byte[] CONSUMER = "consumer".getBytes(US_ASCII);
    private static final byte[] NEW_ENTRIES = {'>'};
    private static final long BLOCK_MILLIS = 1_000;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> acks;
    private final byte[] stream;
    private final byte[] group;
    private final AtomicLong acked = new AtomicLong();
    private volatile RawBatch last = new RawBatch(1, 128);

    RawConnection(Job job) {
        this.client = RedisClient.create(job.uri());
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.create())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .build());
        this.reads = client.connect(ByteArrayCodec.INSTANCE);
        this.acks = client.connect(ByteArrayCodec.INSTANCE);
        this.stream = job.stream().getBytes(US_ASCII);
        this.group = job.group().getBytes(US_ASCII);
    }

    /** Sends a read that waits up to a second for something to come. */
    CompletableFuture<RawBatch> read(int count) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add("GROUP")
                .add(group)
                .add(CONSUMER)
                .add("COUNT")
                .add(count)
                .add("BLOCK")
                .add(BLOCK_MILLIS)
                .add("STREAMS")
                .addKey(stream)
                .add(NEW_ENTRIES);
        AsyncCommand<byte[], byte[], RawBatch> command =
                new AsyncCommand<>(new Command<>(CommandType.XREADGROUP, new RawOutput(last.another()), args));
        command.thenAccept(batch -> last = batch);
        reads.dispatch(command);
        return command;
    }

    /** Sends one XACK of all these ids. */
    void ack(List<byte[]> ids) {
        if (ids.isEmpty()) {
            return;
        }
        CommandArgs<byte[], byte[]> args =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(stream).add(group);
        ids.forEach(args::add);
        AsyncCommand<byte[], byte[], Long> command =
                new AsyncCommand<>(new Command<>(CommandType.XACK, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args));
        command.thenAccept(acked::addAndGet);
        acks.dispatch(command);
    }

    /** How many the replies to XACK confirmed. */
    long acked() {
        return acked.get();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
