package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;

/** A group's dead letters, as bytes: the command does not know the stream's codec. */
final class Letters {
    private Letters() {}

    static DeadLetters<byte[]> of(Headrace headrace, GroupRef ref) {
        return of(headrace, ref, Codec.bytes());
    }

    /** They can outlive their group; where there is neither, the name is wrong. */
    static <T> DeadLetters<T> of(Headrace headrace, GroupRef ref, Codec<T> codec) {
        DeadLetters<T> letters = headrace.deadLetters(EventStream.of(ref.stream(), codec), ref.group());
        if (letters.list(1).isEmpty()) {
            headrace.operator().group(ref);
        }
        return letters;
    }

    static HeadraceException none(GroupRef ref, String which) {
        return new HeadraceException(
                ErrorCode.UNKNOWN_DEAD_LETTER,
                "No dead letter of " + ref + " fits: " + which
                        + ". Nothing was done. See what there is with: "
                        + Suggestion.command("dead", "ls", ref.stream(), ref.group()));
    }
}
