package io.headrace.broker;

import io.headrace.message.MessageId;
import java.util.List;

/**
 * A stream as it stood at one moment.
 *
 * @param name    its name
 * @param exists  whether the key is there
 * @param length  entries in it
 * @param added   entries ever appended, those that were trimmed or deleted included
 * @param firstId id of the oldest entry; {@link MessageId#MIN} if there is none
 * @param lastId  last id ever given; {@link MessageId#MIN} if there is none
 * @param bytes   memory that it takes, estimated by the server; -1 if the server does not say, or the user may not ask
 * @param groups  its groups by name, those included that are registered and missing
 */
public record StreamStatus(
        String name,
        boolean exists,
        long length,
        long added,
        MessageId firstId,
        MessageId lastId,
        long bytes,
        List<StreamGroup> groups) {
    public StreamStatus {
        groups = List.copyOf(groups);
    }

    /**
     * One of the stream's groups.
     *
     * @param name       its name; that of a group of other programs need not be one that Headrace could use
     * @param present    whether the server has it
     * @param registered whether it is one of Headrace's, for which entries are kept even while it is missing
     */
    public record StreamGroup(String name, boolean present, boolean registered) {}
}
