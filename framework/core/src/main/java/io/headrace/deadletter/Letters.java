package io.headrace.deadletter;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.broker.RunStep;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a group's stream of dead letters, and makes of them what goes into its lane. */
final class Letters<T> {
    final GroupRef group;
    final String key;
    final Codec<T> codec;

    Letters(GroupRef group, Codec<T> codec) {
        this.group = group;
        this.key = GroupKeys.of(group).dead();
        this.codec = codec;
    }

    long count(Broker broker) {
        return Broker.await(broker.length(key));
    }

    DeadLetter<T> letter(EntryBatch page, int index) {
        MessageId id = page.id(index);
        byte[] meta = page.value(index, "meta");
        byte[] packed = page.value(index, "entry");
        if (meta == null || packed == null) {
            return foreign(page, index, "it lacks the field \"meta\" or \"entry\"");
        }
        try {
            Provenance provenance = Provenance.unpack(meta);
            EntryBatch entry = EntryBatch.of(provenance.message(), PackedList.unpack("entry", packed));
            return new DeadLetter<>(id, provenance, entry, codec);
        } catch (HeadraceException malformed) {
            return foreign(page, index, String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * The letter as it goes into the lane.
     *
     * @throws HeadraceException if it cannot be edited, or is no dead letter
     */
    RunStep.Letter replayed(DeadLetter<T> letter, @Nullable Edit<T> edit) {
        if (letter.reason().equals(DeadLetter.FOREIGN)) {
            throw uneditable(letter, letter.error(), null);
        }
        List<byte[]> fields;
        try {
            fields = edit == null ? letter.entry().fields(0) : Rewriting.edited(letter, codec, edit.change());
        } catch (RuntimeException failure) {
            throw uneditable(letter, String.valueOf(failure.getMessage()), failure);
        }
        return new RunStep.Letter(
                letter.id(), letter.provenance().replayed(letter.id()).pack(), PackedList.pack(fields));
    }

    private HeadraceException uneditable(DeadLetter<T> letter, String why, @Nullable Throwable cause) {
        return new HeadraceException(
                ErrorCode.EDIT_FAILED,
                "Cannot replay dead letter " + letter.id() + " of " + group + ": " + why + ". It stays where it is.",
                cause);
    }

    private DeadLetter<T> foreign(EntryBatch page, int index, String why) {
        MessageId id = page.id(index);
        Provenance provenance = new Provenance(
                group.stream(),
                group.group(),
                id,
                DeadLetter.FOREIGN,
                "",
                "Not written by Headrace: " + why,
                "",
                0,
                "",
                0,
                0,
                List.of());
        return new DeadLetter<>(id, provenance, EntryBatch.of(id, page.fields(index)), codec);
    }
}
