package io.headrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.stream.StreamListener;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptionsBuilder;

/** What both ways to use Spring's container have in common: how it is started, stopped and watched. */
abstract class SpringContainer<V> implements Contender {
    /** As in the reference manual. */
    static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    final Job job;
    final StringRedisTemplate template;
    private final Handling handling;
    private final LettuceConnectionFactory connections;
    private final StreamMessageListenerContainer<String, MapRecord<String, String, V>> container;

    /** One thread, as the container makes by itself; this one can be waited for. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private volatile @Nullable Throwable failure;

    SpringContainer(
            Job job,
            Handling handling,
            LettuceConnectionFactory connections,
            StreamMessageListenerContainerOptionsBuilder<String, MapRecord<String, String, V>> options) {
        this.job = job;
        this.handling = handling;
        this.connections = connections;
        connections.afterPropertiesSet();
        connections.start();
        this.template = new StringRedisTemplate(connections);
        this.container = StreamMessageListenerContainer.create(
                connections, options.pollTimeout(POLL_TIMEOUT).executor(thread).build());
        StreamListener<String, MapRecord<String, String, V>> listener = this::take;
        container.receive(
                Consumer.from(job.group(), "consumer"),
                StreamOffset.create(job.stream(), ReadOffset.lastConsumed()),
                listener);
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public final long acked() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("The container's listener failed: " + cause.getMessage(), cause);
        }
        return acks();
    }

    @Override
    public void close() {
        container.stop();
        thread.shutdown();
        try {
            thread.awaitTermination(POLL_TIMEOUT.toMillis() * 20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        connections.destroy();
    }

    abstract Event decode(MapRecord<String, String, V> message);

    abstract void ack(MapRecord<String, String, V> message);

    abstract long acks();

    private void take(MapRecord<String, String, V> message) {
        try {
            handling.handle(decode(message));
            ack(message);
        } catch (Exception cause) {
            failure = cause;
        }
    }
}
