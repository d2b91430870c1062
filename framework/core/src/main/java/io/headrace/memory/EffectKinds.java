package io.headrace.memory;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Effect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** All kinds of effects that this process knows, by name. */
final class EffectKinds {
    private final Map<String, EffectKind> kinds = new HashMap<>();

    EffectKinds() {
        add(new EmitKind());
        ServiceLoader.load(EffectKind.class).forEach(this::add);
    }

    /** Why one of these effects cannot take place, or {@code null}. */
    @Nullable
    BrokerException validate(Keyspace keys, List<Effect> effects) {
        for (Effect effect : effects) {
            BrokerException refusal = kind(effect).validate(keys, effect);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    void apply(Keyspace keys, List<Effect> effects) {
        effects.forEach(effect -> kind(effect).apply(keys, effect));
    }

    /** The kind of this effect; asked before anything of a batch is done. */
    EffectKind kind(Effect effect) {
        EffectKind kind = kinds.get(effect.kind());
        if (kind == null) {
            throw new IllegalStateException("No effect kind \"" + effect.kind() + "\" on the class path");
        }
        return kind;
    }

    private void add(EffectKind kind) {
        kinds.put(kind.name(), kind);
    }
}
