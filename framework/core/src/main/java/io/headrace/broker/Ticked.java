package io.headrace.broker;

import io.headrace.message.MessageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reply to a {@link Tick}.
 *
 * @param alive         whether the worker holds its lease; if not, others may have taken what it held
 * @param dead          workers whose lease has run out, a few at a time
 * @param released      whether something was handed back and waits to be claimed
 * @param parked        messages that wait for a retry
 * @param nextDueMillis as in {@link Parked}
 * @param nowMillis     the server's clock
 * @param checkpoint    id of the stream up to which the group has settled everything: the one before its oldest pending
 *     entry, else the last one delivered to it
 * @param sweepDue      whether it is time for a step of {@link Broker#sweep}
 * @param pause         the operators' order to begin nothing, or {@code null}; it may be over
 */
public record Ticked(
        boolean alive,
        List<String> dead,
        boolean released,
        long parked,
        long nextDueMillis,
        long nowMillis,
        MessageId checkpoint,
        boolean sweepDue,
        @Nullable Pause pause) {}
