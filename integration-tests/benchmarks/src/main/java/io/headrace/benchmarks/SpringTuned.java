package io.headrace.benchmarks;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;

/**
 * The same container as an expert sets it up: 500 messages a poll, pooled connections, values as bytes, one XACK for 500
 * messages, and every 10 ms one for what is left over.
 */
final class SpringTuned extends SpringContainer<byte[]> {
    private static final int BATCH = 500;
    private static final long FLUSH_MILLIS = 10;

    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor();
    private final List<RecordId> done = new ArrayList<>(BATCH);
    private long acked;

    SpringTuned(Job job, Handling handling) {
        super(
                job,
                handling,
                connections(URI.create(job.uri())),
                StreamMessageListenerContainerOptions.builder()
                        .batchSize(BATCH)
                        .<String, byte[]>hashKeySerializer(RedisSerializer.string())
                        .<String, byte[]>hashValueSerializer(RedisSerializer.byteArray()));
    }

    @Override
    public void start() {
        super.start();
        flusher.scheduleAtFixedRate(this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        flusher.shutdownNow();
        super.close();
    }

    @Override
    Event decode(MapRecord<String, String, byte[]> message) {
        return Event.CODEC.decode(Objects.requireNonNull(message.getValue().get("data"), "no data"));
    }

    @Override
    synchronized void ack(MapRecord<String, String, byte[]> message) {
        done.add(message.getId());
        if (done.size() >= BATCH) {
            flush();
        }
    }

    @Override
    synchronized long acks() {
        return acked;
    }

    private synchronized void flush() {
        if (!done.isEmpty()) {
            acked += template.opsForStream().acknowledge(job.stream(), job.group(), done.toArray(RecordId[]::new));
            done.clear();
        }
    }

    private static LettuceConnectionFactory connections(URI server) {
        return new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(server.getHost(), server.getPort()),
                LettucePoolingClientConfiguration.builder()
                        .poolConfig(new GenericObjectPoolConfig<>())
                        .build());
    }
}
