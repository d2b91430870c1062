package io.headrace.message;

import java.time.Instant;

/**
 * Where a group begins to read. Used only when the group is created; a group that exists goes on where it was.
 *
 * @param position id after which it begins, or {@code $} for the stream's end
 * @param resumed  whether to begin at the oldest entry after all if the stream has never had an id as high as that: it is
 *                 another stream than the one that the position is from
 */
public record Start(String position, boolean resumed) {
    /** At the oldest entry of the stream: the default. */
    public static Start earliest() {
        return new Start("0-0", false);
    }

    /** At the first entry appended after the group was created. */
    public static Start latest() {
        return new Start("$", false);
    }

    /** At the first entry appended at or after this time, by the server's clock. */
    public static Start at(Instant time) {
        return after(new MessageId(Math.max(0, time.toEpochMilli()), 0).previous());
    }

    /** At the first entry after this id. */
    public static Start after(MessageId id) {
        return new Start(id.toString(), false);
    }

    /** After this id, up to which everything was settled before the group got lost; never past what was not seen. */
    public static Start resume(MessageId checkpoint) {
        return new Start(checkpoint.toString(), true);
    }
}
