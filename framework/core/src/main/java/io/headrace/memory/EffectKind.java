package io.headrace.memory;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A kind of effect, for the in-memory broker: the twin of the kind's Lua file. Implementations are found by
 * {@link java.util.ServiceLoader}; they have no state.
 */
public interface EffectKind {
    /** The name that effects of this kind carry. */
    String name();

    /** Why this effect cannot take place, or {@code null}; changes nothing. */
    @Nullable
    BrokerException validate(Keyspace keys, Effect effect);

    /** Carries out an effect that was validated in the same commit; cannot fail. */
    void apply(Keyspace keys, Effect effect);
}
