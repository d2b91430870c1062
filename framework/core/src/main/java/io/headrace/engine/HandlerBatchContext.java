package io.headrace.engine;

import io.headrace.broker.Effect;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.BatchContext;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A batch handler's context: what it asks for or reports belongs to one of the messages. */
final class HandlerBatchContext implements BatchContext {
    private final IdentityHashMap<Message<?>, Integer> places = new IdentityHashMap<>();
    private final Wishes[] wishes;
    private final @Nullable Throwable[] failures;
    private boolean closed;

    HandlerBatchContext(List<? extends Message<?>> messages) {
        this.wishes = new Wishes[messages.size()];
        this.failures = new Throwable[messages.size()];
        for (int i = 0; i < messages.size(); i++) {
            wishes[i] = new Wishes();
            places.put(messages.get(i), i);
        }
    }

    @Override
    public void fail(Message<?> message, Throwable cause) {
        if (closed) {
            throw new HeadraceException(
                    ErrorCode.CONTEXT_CLOSED,
                    "failure of " + message.id()
                            + " reported after its handler had returned. Report it before the handler returns; it counts as"
                            + " handled.");
        }
        failures[place(message)] = Objects.requireNonNull(cause, "cause");
    }

    @Override
    public <O> void emit(Message<?> cause, EventStream<O> stream, O value, Map<String, String> headers) {
        wishes[place(cause)].emit(cause, stream, value, headers);
    }

    /** From now on nothing more is taken. */
    void close() {
        closed = true;
        for (Wishes each : wishes) {
            each.close();
        }
    }

    /** What was asked for on behalf of the message at this place until it was closed. */
    List<Effect> effects(int place) {
        return wishes[place].effects();
    }

    /** What was reported of the message at this place, or {@code null} if nothing was. */
    @Nullable
    Throwable failure(int place) {
        return failures[place];
    }

    private int place(Message<?> message) {
        Integer place = places.get(message);
        if (place == null) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "Message " + message.id() + " of \"" + message.stream()
                            + "\" is not of this batch. Name one of the messages that the handler was given.");
        }
        return place;
    }
}
