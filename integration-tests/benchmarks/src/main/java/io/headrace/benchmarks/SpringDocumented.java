package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;

/** Spring Data Redis as its reference manual shows it: strings, no limit to a poll, one XACK for each message. */
final class SpringDocumented extends SpringContainer<String> {
    private final AtomicLong acked = new AtomicLong();

    SpringDocumented(Job job, Handling handling) {
        super(job, handling, connections(URI.create(job.uri())), StreamMessageListenerContainerOptions.builder());
    }

    @Override
    Event decode(MapRecord<String, String, String> message) {
        String data = Objects.requireNonNull(message.getValue().get("data"), "no data");
        return Event.CODEC.decode(data.getBytes(UTF_8));
    }

    @Override
    void ack(MapRecord<String, String, String> message) {
        acked.addAndGet(template.opsForStream().acknowledge(job.group(), message));
    }

    @Override
    long acks() {
        return acked.get();
    }

    private static LettuceConnectionFactory connections(URI server) {
        return new LettuceConnectionFactory(server.getHost(), server.getPort());
    }
}
