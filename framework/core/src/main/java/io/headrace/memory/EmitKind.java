package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends an entry: the twin of {@code kind_emit.lua}. */
final class EmitKind implements EffectKind {
    private static final List<byte[]> NAMES =
            Envelope.FIELDS.stream().map(name -> name.getBytes(UTF_8)).toList();

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
        keys.append(effect.keys().get(0), fields(effect.arguments()));
    }

    /** Names and values in turn of an entry with these four values. */
    static List<byte[]> fields(List<byte[]> values) {
        List<byte[]> fields = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            fields.add(NAMES.get(i));
            fields.add(values.get(i));
        }
        return fields;
    }
}
