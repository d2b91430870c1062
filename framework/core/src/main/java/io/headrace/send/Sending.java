package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.BrokerException;
import io.headrace.message.MessageId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message on its way, and the future that its sender was given. One thread at a time has it in hand. */
final class Sending extends CompletableFuture<MessageId> {
    final Append append;
    final int weight;
    private final @Nullable AppendOnce once;
    private int tries;
    private long firstTriedNanos;
    private boolean maybeAppended;
    private boolean toRepeat;
    private @Nullable BrokerException lastFailure;

    private Sending(Append append, @Nullable AppendOnce once) {
        this.append = append;
        this.once = once;
        this.weight = append.weight();
    }

    static Sending plain(Append append) {
        return new Sending(append, null);
    }

    static Sending once(AppendOnce once) {
        return new Sending(once.append(), once);
    }

    /** What to append under an id, or {@code null} if the message has none. */
    @Nullable
    AppendOnce once() {
        return once;
    }

    boolean hasId() {
        return once != null;
    }

    void leaves(long nowNanos) {
        toRepeat = false;
        if (tries++ == 0) {
            firstTriedNanos = nowNanos;
        }
    }

    /** How often it has left. */
    int tries() {
        return tries;
    }

    void failed(BrokerException failure) {
        lastFailure = failure;
        maybeAppended |= !failure.nothingDone();
    }

    /** Why the last try of a message with an id failed. */
    @Nullable
    BrokerException lastFailure() {
        return lastFailure;
    }

    /** Whether a try went unanswered: from then on a refusal of another does not mean that nothing was appended. */
    boolean isMaybeAppended() {
        return maybeAppended;
    }

    void toRepeat() {
        toRepeat = true;
    }

    boolean isToRepeat() {
        return toRepeat;
    }

    /** Whether half of the dedup window will not have passed by then; beyond, the server might have forgotten the id. */
    boolean mayLeaveAt(long nanos) {
        return once != null && nanos - firstTriedNanos < once.window().toNanos() / 2;
    }
}
