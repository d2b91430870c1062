package io.headrace.engine;

import io.headrace.broker.Effect;
import io.headrace.handler.Context;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.List;
import java.util.Map;

/** A handler's context: what it asks for belongs to the one message. */
final class HandlerContext implements Context {
    private final Message<?> message;
    private final Wishes wishes = new Wishes();

    HandlerContext(Message<?> message) {
        this.message = message;
    }

    @Override
    public Message<?> message() {
        return message;
    }

    @Override
    public <O> void emit(EventStream<O> stream, O value, Map<String, String> headers) {
        wishes.emit(message, stream, value, headers);
    }

    /** From now on nothing more is taken. */
    void close() {
        wishes.close();
    }

    /** What was asked for until it was closed. */
    List<Effect> effects() {
        return wishes.effects();
    }
}
