package io.headrace.memory;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Effect;
import org.jspecify.annotations.Nullable;

/** Appends an entry: the twin of {@code kind_emit.lua}. */
final class EmitKind implements EffectKind {
    @Override
    public String name() {
        return Effect.EMIT;
    }

    @Override
    public @Nullable BrokerException validate(Keyspace keys, Effect effect) {
        return keys.unappendable(effect.keys().get(0));
    }

    @Override
    public void apply(Keyspace keys, Effect effect) {
        keys.append(effect.keys().get(0), effect.arguments());
    }
}
