package io.headrace.redis;

import io.headrace.message.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as it stood when its stream was looked at.
 *
 * @param name       its name
 * @param registered whether Headrace opened it
 * @param exists     whether it is on the server; if not, all that follows is as its checkpoint says
 * @param consumers  consumers that the server knows
 * @param pending    entries that were delivered and not acked
 * @param lag        entries that were not delivered; empty if the server does not know how many
 * @param delivered  id that was delivered last
 * @param needs      what it needs of the stream; empty if that could not be asked
 */
record GroupLook(
        String name,
        boolean registered,
        boolean exists,
        long consumers,
        long pending,
        Optional<Long> lag,
        MessageId delivered,
        Optional<Needs> needs) {
    /**
     * What a group needs of its stream.
     *
     * @param oldestPending    empty if nothing is pending
     * @param firstUndelivered empty if all was delivered
     * @param bodiless         ids among the first that are pending that have no entry
     */
    record Needs(Optional<MessageId> oldestPending, Optional<MessageId> firstUndelivered, List<MessageId> bodiless) {
        /** From what {@code needs.lua} replies. */
        static Needs parse(List<?> reply) {
            return new Needs(
                    id(reply.get(0)),
                    id(reply.get(1)),
                    reply.stream().skip(2).map(Replies::id).toList());
        }

        private static Optional<MessageId> id(Object text) {
            return Replies.text(text).isEmpty() ? Optional.empty() : Optional.of(Replies.id(text));
        }
    }

    /** From a row of XINFO GROUPS. */
    static GroupLook parse(Map<String, Object> row, List<String> registered) {
        String name = Fields.text(row, "name");
        return new GroupLook(
                name,
                registered.contains(name),
                true,
                Fields.number(row, "consumers"),
                Fields.number(row, "pending"),
                Optional.ofNullable(row.get("lag")).map(Replies::number),
                MessageId.parse(Fields.text(row, "last-delivered-id")),
                Optional.empty());
    }

    /** A registered group that is not on the server. */
    static GroupLook missing(String name, MessageId checkpoint) {
        return new GroupLook(
                name,
                true,
                false,
                0,
                0,
                Optional.empty(),
                checkpoint,
                Optional.of(new Needs(Optional.empty(), Optional.empty(), List.of())));
    }

    GroupLook with(Optional<Needs> needs) {
        return new GroupLook(name, registered, exists, consumers, pending, lag, delivered, needs);
    }

    /** Delivered and not acked, and not delivered; where the server does not know how many these are, one or none. */
    long backlog() {
        boolean undelivered = needs.flatMap(Needs::firstUndelivered).isPresent();
        return pending + lag.orElse(undelivered ? 1L : 0L);
    }

    /** The id up to which it has settled everything; empty if that could not be asked. */
    Optional<MessageId> settled() {
        return needs.map(known -> known.oldestPending().map(MessageId::previous).orElse(delivered));
    }
}
