package io.headrace.message;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/** What identifies an entry to a group: an id alone is not enough, since the stream and the lane number their own. */
public record EntryRef(Source source, MessageId id) {
    /** Reads {@code m:<id>} or {@code l:<id>}. */
    public static EntryRef parse(String wire) {
        for (Source source : Source.values()) {
            if (wire.length() > 2 && wire.charAt(0) == source.mark() && wire.charAt(1) == ':') {
                return new EntryRef(source, MessageId.parse(wire.substring(2)));
            }
        }
        throw new HeadraceException(ErrorCode.BAD_OPTION, "Not an entry reference: \"" + wire + "\".");
    }

    /** {@code m:<id>} for the stream, {@code l:<id>} for the lane. */
    public String wire() {
        return source.mark() + ":" + id;
    }

    @Override
    public String toString() {
        return wire();
    }
}
