package io.headrace.engine;

import io.headrace.broker.Attempts;
import io.headrace.broker.Effect;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Hold;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message in this worker's hands, from the reply that brought it to the reply that settled it.
 *
 * <pre>
 *   waiting --> running --> committing --> done | superseded
 *      |           +------> parking ----> parked | superseded | lost
 *      |           +------> burying ----> dead | superseded | lost
 *      +--drain--> releasing -----------> released | superseded | lost
 * </pre>
 *
 * Owned by the engine's thread, but for the time in a runner, between two hand-overs through queues.
 */
final class Delivery {
    final Source source;
    final MessageId id;
    final Attempts attempts;
    final EntryBatch batch;
    final int entry;

    private final int deliveries;
    private List<Effect> effects = List.of();
    private @Nullable Throwable failure;

    /** The id that users know it by; differs from {@link #id} for a replayed message, once it was unpacked. */
    private MessageId messageId;

    private int generation;

    // Links of the in-flight list.
    @Nullable
    Delivery previous;

    @Nullable
    Delivery next;

    Delivery(Source source, int deliveries, Attempts attempts, EntryBatch batch, int entry) {
        this.source = source;
        this.id = batch.id(entry);
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.batch = batch;
        this.entry = entry;
        this.messageId = id;
    }

    EntryRef ref() {
        return new EntryRef(source, id);
    }

    Hold hold() {
        return new Hold(ref(), deliveries);
    }

    int attempt() {
        return attempts.failures() + 1;
    }

    int weight() {
        return batch.weight(entry);
    }

    /** Whether a plain ack settles it: nothing else on the server has to change. */
    boolean isPlain() {
        return effects.isEmpty() && source == Source.STREAM && attempts.failures() == 0;
    }

    void replayOf(MessageId message, int replays) {
        messageId = message;
        generation = replays;
    }

    void succeeded(List<Effect> asked) {
        effects = asked;
    }

    void failed(Throwable cause) {
        effects = List.of();
        failure = cause;
    }

    List<Effect> effects() {
        return effects;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    MessageId messageId() {
        return messageId;
    }

    int generation() {
        return generation;
    }
}
