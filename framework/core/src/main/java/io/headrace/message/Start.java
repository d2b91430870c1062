package io.headrace.message;

import java.time.Instant;

/** Where a group begins to read. Used only when the group is created; a group that exists goes on where it was. */
public record Start(String position) {
    /** At the oldest entry of the stream: the default. */
    public static Start earliest() {
        return new Start("0-0");
    }

    /** At the first entry appended after the group was created. */
    public static Start latest() {
        return new Start("$");
    }

    /** At the first entry appended at or after this time, by the server's clock. */
    public static Start at(Instant time) {
        return after(new MessageId(Math.max(0, time.toEpochMilli()), 0).previous());
    }

    /** At the first entry after this id. */
    public static Start after(MessageId id) {
        return new Start(id.toString());
    }
}
