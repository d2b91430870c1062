package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Envelope;
import io.headrace.codec.Codec;
import io.headrace.codec.FieldsCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Changes the data of an entry and leaves the rest of it, byte for byte. */
final class Rewriting {
    private Rewriting() {}

    /** The entry's fields with the changed value. */
    static <T> List<byte[]> edited(DeadLetter<T> letter, Codec<T> codec, UnaryOperator<T> change) {
        List<byte[]> fields = letter.entry().fields(0);
        return codec instanceof FieldsCodec<T> all
                ? replaced(all, letter.value(), change, fields)
                : withData(codec.encode(change.apply(letter.value())), fields);
    }

    /** Fields that the codec does not know stay as they are. */
    private static <T> List<byte[]> replaced(
            FieldsCodec<T> codec, T value, UnaryOperator<T> change, List<byte[]> fields) {
        List<byte[]> known = codec.encodeFields(value);
        List<byte[]> changed = new ArrayList<>(codec.encodeFields(change.apply(value)));
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            byte[] name = fields.get(i);
            boolean isKnown =
                    IntStream.range(0, known.size() / 2).anyMatch(at -> Arrays.equals(known.get(2 * at), name));
            if (!isKnown) {
                changed.add(name);
                changed.add(fields.get(i + 1));
            }
        }
        return changed;
    }

    private static List<byte[]> withData(byte[] data, List<byte[]> fields) {
        List<byte[]> changed = new ArrayList<>(fields);
        byte[] name = Envelope.DATA.getBytes(UTF_8);
        for (int i = 0; i + 1 < changed.size(); i += 2) {
            if (Arrays.equals(changed.get(i), name)) {
                changed.set(i + 1, data);
            }
        }
        return changed;
    }
}
