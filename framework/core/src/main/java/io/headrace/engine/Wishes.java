package io.headrace.engine;

import io.headrace.broker.Append;
import io.headrace.broker.Effect;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the effects that a handler asks for on behalf of a message, encoded on the handler's own thread. */
final class Wishes {
    private List<Effect> effects = List.of();
    private boolean closed;

    <O> void emit(Message<?> cause, EventStream<O> stream, O value, Map<String, String> headers) {
        if (closed) {
            throw new HeadraceException(
                    ErrorCode.CONTEXT_CLOSED,
                    "emit to \"" + stream.name() + "\" after the handler of " + cause.id()
                            + " had returned. Emit before the handler returns; nothing was emitted.");
        }
        add(Effect.emit(Append.of(stream, value, cause.time().toEpochMilli(), headers)));
    }

    /** From now on nothing more is taken. */
    void close() {
        closed = true;
    }

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
