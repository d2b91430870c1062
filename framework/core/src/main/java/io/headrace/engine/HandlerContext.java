package io.headrace.engine;

import io.headrace.broker.Append;
import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Context;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects what a handler asks for, encoded on the handler's own thread. */
final class HandlerContext implements Context {
    private final Message<?> message;
    private List<Effect> effects = List.of();
    private boolean closed;

    HandlerContext(Message<?> message) {
        this.message = message;
    }

    @Override
    public Message<?> message() {
        return message;
    }

    @Override
    public <O> void emit(EventStream<O> stream, O value, Map<String, String> headers) {
        if (closed) {
            throw new HeadraceException(
                    ErrorCode.CONTEXT_CLOSED,
                    "emit to \"" + stream.name() + "\" after the handler of " + message.id()
                            + " had returned. Emit before the handler returns; nothing was emitted.");
        }
        byte[] data = stream.codec().encode(value);
        add(Effect.emit(new Append(
                stream.name(), Envelope.of(stream.keyOf(value), message.time().toEpochMilli(), headers, data))));
    }

    /** From now on nothing more is taken. */
    void close() {
        closed = true;
    }

    /** What was asked for. */
    List<Effect> effects() {
        return effects;
    }

    private void add(Effect effect) {
        if (effects.isEmpty()) {
            effects = new ArrayList<>(2);
        }
        effects.add(effect);
    }
}
