package io.headrace.broker;

import io.headrace.message.MessageId;
import org.jspecify.annotations.Nullable;

/** What became of one entry that was to be appended. */
public sealed interface Appended {
    /** It is on the stream, as durable as asked for. */
    record Done(MessageId id) implements Appended {}

    /**
     * It is on the stream, but not known to be as durable as asked for.
     *
     * @param id      its id
     * @param reached how many replicas, or disks, have confirmed it
     * @param cause   why that could not be found out, or {@code null} if time ran out
     */
    record Weaker(MessageId id, int reached, @Nullable BrokerException cause) implements Appended {}

    /** It was refused, or nobody knows. */
    record Failed(BrokerException failure) implements Appended {}
}
