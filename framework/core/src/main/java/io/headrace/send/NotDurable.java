package io.headrace.send;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A message that is on the stream, and will be handled, but is not known to be as durable as asked for: some faults can
 * still destroy it. Sending it again appends it a second time, unless it was sent by {@link Sender#sendOnce}.
 */
public final class NotDurable extends HeadraceException {
    private static final long serialVersionUID = 1;

    private final long millis;
    private final long sequence;
    private final Durability.Level level;
    private final int replicas;
    private final int reached;

    NotDurable(String stream, MessageId id, Durability wanted, int reached, @Nullable Throwable cause) {
        super(ErrorCode.NOT_DURABLE, describe(stream, id, wanted, reached, cause), cause);
        this.millis = id.millis();
        this.sequence = id.sequence();
        this.level = wanted.level();
        this.replicas = wanted.replicas();
        this.reached = reached;
    }

    /** The message's id on the stream. */
    public MessageId id() {
        return new MessageId(millis, sequence);
    }

    /** What was asked for. */
    public Durability wanted() {
        return new Durability(level, replicas);
    }

    /** How many replicas had confirmed the message when time was up, or, for {@code FSYNC}, how many disks: 0. */
    public int reached() {
        return reached;
    }

    private static String describe(
            String stream, MessageId id, Durability wanted, int reached, @Nullable Throwable cause) {
        String shortfall = wanted.level() == Durability.Level.REPLICATED
                ? reached + " of " + wanted.replicas() + " replicas have confirmed it"
                : "the server has not confirmed that it is on disk";
        return "Message " + id + " is on \"" + stream + "\", but " + shortfall
                + (cause == null ? " in time" : " (" + cause.getMessage() + ")")
                + ". It will be handled; a failover or a crash could still destroy it.";
    }
}
