package io.headrace.engine;

import io.headrace.broker.Append;
import io.headrace.broker.Effect;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects that a handler asks for on behalf of a message, encoded on the handler's own thread.
 *
 * <p>A handler may have passed its context to another thread, which asks while the handler returns. So wishes are a chain
 * whose end is exchanged in one step, and closing exchanges it for {@link #CLOSED}: each wish came before that and is among
 * the effects, or is refused. Without wishes closing is that one step, and nothing is allocated.
 */
final class Wishes {
    private static final Wish CLOSED = new Wish(new Effect("", List.of(), List.of()), null, 0);
    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(Wishes.class, "last", Wish.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile @Nullable Wish last;
    private @Nullable Wish lastInTime; // of the thread that closes

    private record Wish(Effect effect, @Nullable Wish before, int place) {}

    <O> void emit(Message<?> cause, EventStream<O> stream, O value, Map<String, String> headers) {
        requireOpen(last, cause, stream);
        Effect effect = Effect.emit(Append.of(stream, value, cause.time().toEpochMilli(), headers));
        boolean added;
        do {
            Wish before = last;
            requireOpen(before, cause, stream);
            added = LAST.compareAndSet(this, before, new Wish(effect, before, before == null ? 0 : before.place + 1));
        } while (!added);
    }

    /** From now on nothing more is taken. */
    @SuppressWarnings("ReferenceEquality") // this very mark
    void close() {
        Wish end = (Wish) LAST.getAndSet(this, CLOSED);
        if (end != CLOSED) {
            lastInTime = end;
        }
    }

    /** What was asked for until it was closed. */
    List<Effect> effects() {
        if (lastInTime == null) {
            return List.of();
        }
        Effect[] effects = new Effect[lastInTime.place + 1];
        for (Wish each = lastInTime; each != null; each = each.before) {
            effects[each.place] = each.effect;
        }
        return List.of(effects);
    }

    @SuppressWarnings("ReferenceEquality") // this very mark
    private static void requireOpen(@Nullable Wish last, Message<?> cause, EventStream<?> stream) {
        if (last == CLOSED) {
            throw new HeadraceException(
                    ErrorCode.CONTEXT_CLOSED,
                    "emit to \"" + stream.name() + "\" after the handler of " + cause.id()
                            + " had returned. Emit before the handler returns; nothing was emitted.");
        }
    }
}
