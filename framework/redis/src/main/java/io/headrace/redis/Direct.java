package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A command that takes its answer itself, once, whatever Lettuce reports afterwards. Its output may be shared with
 * others of its batch: answers on a connection come one after the other.
 */
abstract class Direct extends Command<byte[], byte[], Object> {
    private static final AtomicIntegerFieldUpdater<Direct> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Direct.class, "ended");

    @SuppressWarnings("UnusedVariable") // by ENDED
    private volatile int ended;

    private @Nullable AtomicLong answered;
    private @Nullable Runnable onReplica;

    Direct(ProtocolKeyword type, CommandOutput<byte[], byte[], ?> output, @Nullable CommandArgs<byte[], byte[]> args) {
        super(type, erased(output), args);
    }

    /** The answer is in the output. Called on the connection's thread for every answer, so that a shared output is emptied. */
    abstract void answered(boolean first);

    /** There will be no answer. */
    abstract void failed(Throwable failure);

    @Override
    public final void complete() {
        super.complete();
        if (onReplica != null && ServerErrors.isByReplica(getOutput().getError())) {
            onReplica.run();
        }
        answered(end());
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        status = ST_COMPLETED;
        boolean first = end();
        if (first) {
            failed(failure);
        }
        return first;
    }

    @Override
    public final void cancel() {
        super.cancel();
        if (end()) {
            failed(new CancellationException("the connection was closed"));
        }
    }

    final void refuse(BrokerException refusal) {
        ENDED.set(this, 1);
        failed(refusal);
    }

    /** Counts the answer here, and runs this if it says that the peer is a replica. */
    final void isSentBy(AtomicLong counter, Runnable ifReplica) {
        answered = counter;
        onReplica = ifReplica;
    }

    private boolean end() {
        boolean first = ENDED.compareAndSet(this, 0, 1);
        if (first && answered != null) {
            answered.incrementAndGet();
        }
        return first;
    }

    @SuppressWarnings("unchecked") // only ever read as what it was created as
    private static CommandOutput<byte[], byte[], Object> erased(CommandOutput<byte[], byte[], ?> output) {
        return (CommandOutput<byte[], byte[], Object>) output;
    }
}
