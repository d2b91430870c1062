package io.headrace.handler;

import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.Map;

/**
 * A handler's view of the message at hand, and the place to ask for effects. Effects take place in the server, in the
 * same step as the message's ack, exactly once; if the handler throws, they never do. For the handler's thread only.
 */
public interface Context {
    /** The message with its id, key, time and headers. */
    Message<?> message();

    /** Which invocation of the handler for this message this is, from 1. */
    default int attempt() {
        return message().attempt();
    }

    /**
     * The message's id on its stream, the same for every delivery and replay: what makes a write outside Redis
     * idempotent.
     */
    default String version() {
        return message().id().toString();
    }

    /** Appends a value to a stream when the message commits. Its headers are those given; none by default. */
    default <O> void emit(EventStream<O> stream, O value) {
        emit(stream, value, Map.of());
    }

    /**
     * Appends a value with headers to a stream when the message commits. It carries the key that the stream finds in it
     * and the event time of the message at hand. If the server refuses it, because the key holds another type for
     * example, the message has failed. On a cluster both streams must share a hash tag.
     *
     * @throws RuntimeException if the value cannot be encoded
     */
    <O> void emit(EventStream<O> stream, O value, Map<String, String> headers);
}
