package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.codec.FieldsCodec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one group gave up on. A replay reaches this group only, once for each dead letter; other groups of the
 * stream never see it. Safe for all threads; every method waits for the server.
 */
public final class DeadLetters<T> {
    private final Broker broker;
    private final EventStream<T> stream;
    private final GroupRef group;

    /** The dead letters of this group. */
    public DeadLetters(Broker broker, EventStream<T> stream, String group) {
        this.broker = broker;
        this.stream = stream;
        this.group = new GroupRef(stream.name(), group);
    }

    /** How many there are; 0 if the group does not exist. */
    public long size() {
        try {
            return Broker.await(broker.inspect(group)).dead();
        } catch (HeadraceException failure) {
            if (failure.code() == ErrorCode.NO_GROUP) {
                return 0;
            }
            throw failure;
        }
    }

    /** The oldest ones, at most {@code max}, oldest first; {@code max} is at least 1. */
    public List<DeadLetter<T>> list(int max) {
        if (max < 1) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "max is " + max + ", but must be at least 1.");
        }
        EntryBatch page = Broker.await(broker.read(deadKey(), MessageId.MIN, MessageId.MAX, max));
        List<DeadLetter<T>> letters = new ArrayList<>(page.size());
        for (int i = 0; i < page.size(); i++) {
            letters.add(letter(page, i));
        }
        return letters;
    }

    /**
     * Sends a dead letter through the group's handler again, as it was. Its attempts start anew; if it fails again it
     * becomes a dead letter again, under a new id and with its lineage.
     *
     * @return whether it was there; {@code false} if it was replayed or removed before
     */
    public boolean replay(MessageId id) {
        return replay(id, null);
    }

    /**
     * The same, with its data changed.
     *
     * @param edit makes the new value from the old one; {@code null} to change nothing
     * @throws HeadraceException if the data cannot be decoded, edited or encoded: the dead letter stays where it is. To
     *     repair data that the stream's codec cannot decode, open the dead letters with {@code Codec.bytes()}.
     */
    public boolean replay(MessageId id, @Nullable UnaryOperator<T> edit) {
        EntryBatch found = Broker.await(broker.read(deadKey(), id, id, 1));
        if (found.size() == 0) {
            return false;
        }
        DeadLetter<T> letter = letter(found, 0);
        List<byte[]> fields = letter.entry().fields(0);
        byte[] entry = PackedList.pack(edit == null ? fields : edited(letter, fields, edit));
        return Broker.await(
                broker.replay(group, id, letter.provenance().replayed().pack(), entry));
    }

    private List<byte[]> edited(DeadLetter<T> letter, List<byte[]> fields, UnaryOperator<T> edit) {
        return stream.codec() instanceof FieldsCodec<T> codec
                ? attempt(letter, () -> replaced(codec, letter.value(), edit, fields))
                : withData(attempt(letter, () -> stream.codec().encode(edit.apply(letter.value()))), fields);
    }

    /** Fields that the codec does not know stay as they are. */
    private static <T> List<byte[]> replaced(
            FieldsCodec<T> codec, T value, UnaryOperator<T> edit, List<byte[]> fields) {
        List<byte[]> known = codec.encodeFields(value);
        List<byte[]> changed = new ArrayList<>(codec.encodeFields(edit.apply(value)));
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

    private <R> R attempt(DeadLetter<T> letter, Supplier<R> encoding) {
        try {
            return encoding.get();
        } catch (RuntimeException failure) {
            throw new HeadraceException(
                    ErrorCode.EDIT_FAILED,
                    "Cannot edit dead letter " + letter.id() + " of " + group + ": " + failure.getMessage()
                            + ". It stays where it is.",
                    failure);
        }
    }

    private DeadLetter<T> letter(EntryBatch page, int index) {
        MessageId id = page.id(index);
        Provenance provenance = Provenance.unpack(field(page, index, "meta"));
        EntryBatch entry = EntryBatch.of(provenance.message(), PackedList.unpack("entry", field(page, index, "entry")));
        return new DeadLetter<>(id, provenance, entry, stream.codec());
    }

    private byte[] field(EntryBatch page, int index, String name) {
        byte[] value = page.value(index, name);
        if (value == null) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE,
                    "Entry " + page.id(index) + " of \"" + deadKey() + "\" has no field \"" + name
                            + "\": it was not written by Headrace. Remove it with XDEL.");
        }
        return value;
    }

    private String deadKey() {
        return GroupKeys.of(group).dead();
    }
}
