package io.headrace.engine;

import io.headrace.broker.Attempts;
import io.headrace.broker.Effect;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Hold;
import io.headrace.deadletter.Provenance;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message in this worker's hands, from the reply that brought it to the reply that settled it.
 *
 * <pre>
 *   waiting --> running --> committing --> done | superseded
 *      |           +------> parking ----> parked | superseded | lost
 *      |           +------> burying ----> dead | superseded | lost
 *      |           +------> failing ----> waiting, for its next attempt | superseded | lost
 *      +--drain--> releasing -----------> released | superseded | lost
 * </pre>
 *
 * Owned by the engine's thread, but for the time in a runner, between two hand-overs through queues.
 */
final class Delivery {
    final Source source;
    final MessageId id;

    private EntryBatch batch;
    private int entry;
    private String consumer;
    private int deliveries;
    private boolean stray;
    private String sentBy = "";
    private Attempts attempts;
    private List<Effect> effects = List.of();
    private @Nullable Throwable failure;

    /** The id that users know it by; differs from {@link #id} for a replayed message, once it was unpacked. */
    private MessageId messageId;

    private @Nullable Provenance origin; // of a dead letter that was replayed
    private @Nullable String key;
    private @Nullable Throwable keyFailure;
    private long dueNanos = Long.MIN_VALUE;
    private boolean abandoned;

    // Links of the in-flight list.
    @Nullable
    Delivery previous;

    @Nullable
    Delivery next;

    Delivery(String consumer, Source source, int deliveries, Attempts attempts, EntryBatch batch, int entry) {
        this.consumer = consumer;
        this.source = source;
        this.id = batch.id(entry);
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.batch = batch;
        this.entry = entry;
        this.messageId = id;
    }

    /** What the reply brought, in which this message is {@link #entry}. */
    EntryBatch batch() {
        return batch;
    }

    int entry() {
        return entry;
    }

    /** Lets go of the reply that brought it, and of all that was in it besides: it may be here for long. Not in a runner. */
    void detach() {
        if (batch.size() > 1) {
            batch = EntryBatch.of(id, batch.fields(entry));
            entry = 0;
        }
    }

    EntryRef ref() {
        return new EntryRef(source, id);
    }

    /** The name under which it is held. */
    String consumer() {
        return consumer;
    }

    /** The hold, to be sent to the server. */
    Hold hold() {
        sentBy = consumer;
        return new Hold(ref(), deliveries);
    }

    /** The lease under which it was read is gone: it may be somebody else's by now. */
    void disown() {
        stray = true;
    }

    boolean isStray() {
        return stray;
    }

    /** This worker holds it again, under another name, while its handler still runs or its result is on its way. */
    void holdAnew(String name, int count, Attempts recorded) {
        stray = false;
        consumer = name;
        deliveries = count;
        attempts = recorded;
    }

    /** Whether the hold that was sent is not the present one. */
    boolean isHeldAnew() {
        return !sentBy.equals(consumer);
    }

    /** What is recorded of its failures. */
    Attempts attempts() {
        return attempts;
    }

    /** Another failure was recorded; the next attempt is due at this reading of the ticker. */
    void failedBefore(Attempts recorded, long nextDueNanos) {
        attempts = recorded;
        dueAt(nextDueNanos);
    }

    /** Holds it back until then. */
    void dueAt(long nanos) {
        dueNanos = nanos;
    }

    /** When it may be handled, by the ticker; {@link Long#MIN_VALUE} unless it is held back. */
    long dueNanos() {
        return dueNanos;
    }

    /** How long after the first failure this attempt was due, by the server's clock. */
    Duration age() {
        return attempts.failures() == 0
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, attempts.dueAtMillis() - attempts.firstFailedAtMillis()));
    }

    /** Whether it was held back when it came in. */
    boolean isHeldBack() {
        return dueNanos != Long.MIN_VALUE;
    }

    void orderedBy(String messageKey) {
        key = messageKey;
    }

    @Nullable
    String key() {
        return key;
    }

    /** Its key could not be found, so that it has no place in the order. */
    void keyFailed(Throwable cause) {
        keyFailure = cause;
    }

    @Nullable
    Throwable keyFailure() {
        return keyFailure;
    }

    /** Whether it was appended earlier; entries of the lane have ids of their own. */
    boolean comesBefore(Delivery other) {
        return source == Source.STREAM && other.source == Source.STREAM && id.compareTo(other.id) < 0;
    }

    /** Its handler was told to stop and did: the attempt does not count. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    int attempt() {
        return attempts.failures() + 1;
    }

    int weight() {
        return batch.weight(entry);
    }

    /** Whether a plain ack settles it: nothing else on the server has to change. */
    boolean isPlain() {
        return effects.isEmpty() && source == Source.STREAM && attempts.isNone();
    }

    void replayOf(Provenance provenance) {
        messageId = provenance.message();
        origin = provenance;
    }

    void succeeded(List<Effect> asked) {
        effects = asked;
        failure = null;
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

    /** How often it was replayed. */
    int replays() {
        return origin == null ? 0 : origin.replays();
    }

    /** How it died before. */
    List<Provenance.Death> history() {
        return origin == null ? List.of() : origin.history();
    }
}
