package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask of a server and change on it, beside the workers. As with {@link Broker}, a future always ends: with
 * the reply, or with a {@link BrokerException}. Each call is one atomic step unless it says otherwise. Nothing is created
 * by looking.
 *
 * <p>A group of other programs, which has no lane, is shown with an empty one.
 */
public interface Operations {
    /** The cursor of the first page of {@link #streams}. */
    String FIRST = "0";

    /**
     * A page of the names of streams, in no order, of about {@code count} keys of any kind: it may be empty and not the
     * last. A stream that is there all the while is named at least once. Headrace's own streams, lanes and dead letters,
     * are left out, and so is what could not be a stream's name here.
     */
    CompletableFuture<StreamPage> streams(String cursor, int count);

    /**
     * A stream and its groups. A key that is missing is a stream without entries: groups may be registered for it.
     * {@code WRONG_TYPE} for a key that holds something else.
     */
    CompletableFuture<StreamStatus> stream(String name);

    /**
     * The newest entries of the stream at this key, the newest first, at most {@code count}; none if the key is missing. No
     * group is involved.
     */
    CompletableFuture<EntryBatch> latest(String stream, int count);

    /** A group's figures; {@code NO_GROUP} if it is missing on the server. */
    CompletableFuture<GroupStatus> group(GroupRef group);

    /**
     * The group's consumers and the workers that have a lease, by name. A name of Headrace's own that holds nothing is left
     * out. {@code NO_GROUP} as above.
     */
    CompletableFuture<List<ConsumerStatus>> consumers(GroupRef group);

    /**
     * What is pending in the stream or the lane after this id, in order, at most {@code count}; only what this consumer
     * holds unless it is {@code null}.
     */
    CompletableFuture<List<PendingEntry>> pending(
            GroupRef group, Source source, @Nullable String consumer, MessageId after, int count);

    /**
     * The index of retries in the order in which they are due, from this place on, at most {@code count}. Between two pages
     * members may come and go.
     */
    CompletableFuture<List<ParkedEntry>> due(GroupRef group, long offset, int count);

    /** Makes retries due now, in the index and in their records; replies how many of these were parked still. */
    CompletableFuture<Integer> hasten(GroupRef group, List<EntryRef> entries);

    /** What {@link #reset} would do now; nothing is changed. */
    CompletableFuture<ResetPlan> planReset(GroupRef group, Start target);

    /**
     * Moves the group's position on the stream; lane and dead letters stay as they are. What was not delivered yet and is
     * before a later position is skipped. What is pending after an earlier position is taken off the pending list, with what
     * is recorded of its failures, since it comes again; a holder that is still at it is superseded. A pending entry without
     * a body is counted lost on the way. What is pending up to the position stays.
     *
     * <p>The position and the checkpoint move in one step with the first thousand pending entries, which are followed by the
     * others; until they are through, a worker that starts may claim some of these, and handle them once more afterwards.
     *
     * <p>{@code WORKERS_ALIVE} if a lease runs, unless forced. The reply is what was done.
     */
    CompletableFuture<ResetPlan> reset(GroupRef group, Start target, ResetMode mode);

    /** Has the group's workers begin nothing, until it is over or {@link #resume} ends it; they hear of it with their ticks. */
    CompletableFuture<Void> pause(GroupRef group, Pause pause);

    /** Ends a pause; tells whether there was one, over or not. */
    CompletableFuture<Boolean> resume(GroupRef group);

    /** The group's pause, which may be over, or {@code null}. */
    CompletableFuture<@Nullable Pause> paused(GroupRef group);

    /** The refusal of a reset under running workers. */
    static BrokerException workersAlive(GroupRef group, int alive) {
        return BrokerException.refused(
                ErrorCode.WORKERS_ALIVE,
                "Cannot move " + group + ": " + alive + (alive == 1 ? " worker is" : " workers are")
                        + " alive. Nothing was changed. Stop the workers, or force it: what they have in hand may then run"
                        + " twice.",
                null);
    }
}
