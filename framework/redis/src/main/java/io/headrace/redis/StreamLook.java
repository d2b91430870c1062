package io.headrace.redis;

import io.headrace.message.MessageId;
import java.util.List;
import java.util.Optional;

/**
 * A stream as it stood when it was looked at.
 *
 * @param stream its name
 * @param shape  its figures; empty if there is none
 * @param groups the groups on the server, and those that are registered and missing
 */
record StreamLook(String stream, Optional<Shape> shape, List<GroupLook> groups) {
    /**
     * The figures of a stream.
     *
     * @param length entries
     * @param first  id of the first entry; the last one that was added if there is none
     * @param last   id of the last entry that was ever added
     * @param added  entries that were ever added
     * @param groups groups on the server
     */
    record Shape(long length, MessageId first, MessageId last, long added, long groups) {
        /** From what {@code shape.lua} replies. */
        static Optional<Shape> parse(List<?> reply) {
            if (reply.isEmpty()) {
                return Optional.empty();
            }
            MessageId last = Replies.id(reply.get(2));
            return Optional.of(new Shape(
                    Replies.number(reply.get(0)),
                    Replies.text(reply.get(1)).isEmpty() ? last : Replies.id(reply.get(1)),
                    last,
                    Replies.number(reply.get(3)),
                    Replies.number(reply.get(4))));
        }
    }

    /** The group of this name, if it was seen. */
    Optional<GroupLook> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }
}
