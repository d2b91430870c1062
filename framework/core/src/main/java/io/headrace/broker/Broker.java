package io.headrace.broker;

import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The one port between the runtime and a server. Every operation is asynchronous and takes a batch; each is atomic for
 * each of its messages. A future always ends: with the reply, or with a {@link BrokerException}. It may end on any thread,
 * so a callback must neither block nor take long.
 *
 * <p>Where a reply can be lost, sending the same call again is safe: {@link #ack}, {@link #commit}, {@link #park},
 * {@link #fail}, {@link #bury}, {@link #release} and {@link #mark} act only while the entry is pending (in the same hold), so
 * a second copy changes nothing, as does one of {@link #step}, and {@link #appendOnce} finds what the first copy appended.
 * What a second copy of a claim takes is found under the consumer's name. {@link #append} is not repeatable, and a second
 * copy of {@link #beginRun} begins a second run.
 */
public interface Broker extends AutoCloseable {
    /**
     * Makes ready to append with this durability. Blocks; may be called again.
     *
     * @throws io.headrace.error.HeadraceException if the server cannot keep entries like that, or cannot be asked
     */
    void prepare(Durability durability);

    /**
     * Appends entries in this order, each on its own: one may be refused and the next succeed. The reply has one result for
     * each entry, failures included. A durability above memory must have been {@linkplain #prepare prepared}.
     */
    CompletableFuture<List<Appended>> append(List<Append> entries, Durability durability);

    /** Like {@link #append}, but an entry whose id was used before is not appended again: its result is the first one's. */
    CompletableFuture<List<Appended>> appendOnce(List<AppendOnce> entries, Durability durability);

    /** Creates the group, its lane and its registration where they are missing; tells whether the group is new. */
    CompletableFuture<Boolean> openGroup(GroupRef group, Start start);

    /**
     * Opens a reader. {@code onReconnect} runs whenever a lost connection was replaced, before the new one is read from:
     * entries may have been delivered whose reply was lost.
     */
    Reader reader(GroupRef group, String consumer, Runnable onReconnect);

    /** Acks entries of the stream that have neither effects nor recorded failures; replies how many were pending. */
    CompletableFuture<Integer> ack(GroupRef group, List<MessageId> ids);

    /**
     * Acks messages and applies the effects of each one that this call acked. Holders are not compared; the consumer's
     * {@linkplain #mark mark} goes with its message.
     */
    CompletableFuture<List<Outcome>> commit(GroupRef group, String consumer, List<Commit> messages);

    /** Parks failed messages under {@link GroupState#RETRY} and records the failure. */
    CompletableFuture<Parked> park(GroupRef group, String consumer, List<Park> messages);

    /** Records failures of messages that stay in their hold until the next attempt. */
    CompletableFuture<List<Recorded>> fail(GroupRef group, String consumer, List<Fail> messages);

    /** Moves messages to the dead letters. */
    CompletableFuture<List<Outcome>> bury(GroupRef group, String consumer, List<Bury> messages);

    /**
     * Renews a worker's lease, or begins the first one, and tells what there is to do. A worker is alive from its first tick
     * on until its lease runs out; while nobody ticks, no lease does.
     */
    CompletableFuture<Ticked> tick(GroupRef group, Tick tick);

    /** Takes over what a dead worker held, if it is dead at this moment; its name goes when nothing is left. */
    CompletableFuture<Reclaimed> reclaim(GroupRef group, Reclaim reclaim);

    /**
     * Notes that the consumer is about to handle this message alone, until the hold ends. A worker that dies meanwhile
     * convicts it. {@link Outcome#SUPERSEDED} if the consumer does not hold it any more.
     */
    CompletableFuture<Outcome> mark(GroupRef group, String consumer, Hold hold);

    /**
     * One step of a slow walk over everything that is pending or recorded: finds entries without a body, puts retries back
     * into the index (due after one {@code lease} if it is not recorded when), forgets what is recorded of messages that are
     * settled. Each step goes on where the last one ended, whoever made it.
     */
    CompletableFuture<Swept> sweep(GroupRef group, Duration lease);

    /**
     * Removes entries from the stream's beginning that no group needs any more and that are older than this; none if the
     * stream has no group. A registered group that is missing needs what is after its checkpoint.
     */
    CompletableFuture<Trimmed> trim(String stream, Duration age);

    /** Removes entries from the stream's beginning until about this many are left, whoever needs them; replies how many. */
    CompletableFuture<Long> trimToLength(String stream, long length);

    /** Hands messages back unprocessed, under {@link GroupState#FREE}: no attempt is charged. */
    CompletableFuture<List<Outcome>> release(GroupRef group, String consumer, List<Hold> holds);

    /** Claims up to {@code count} messages that are due for a retry or were released. */
    CompletableFuture<Claims> claim(GroupRef group, String consumer, int count);

    /** Ids pending under this consumer after {@code after}, in order, at most {@code count}. */
    CompletableFuture<List<MessageId>> held(GroupRef group, String consumer, Source source, MessageId after, int count);

    /** Begins a new hold on entries that are pending under this consumer; others are left out of the reply. */
    CompletableFuture<Claims> adopt(GroupRef group, String consumer, List<EntryRef> entries);

    /** Removes a consumer that holds nothing; tells whether it is gone. */
    CompletableFuture<Boolean> retire(GroupRef group, String consumer);

    /** Entries of the stream at this key between two ids, both included, at most {@code count}; no group is involved. */
    CompletableFuture<EntryBatch> read(String key, MessageId from, MessageId to, int count);

    /** How many entries the stream at this key has; 0 if it is missing. */
    CompletableFuture<Long> length(String key);

    /**
     * Begins a run through the dead letters that there are now. Its {@code account} is kept with it, among those of the last
     * thousand runs.
     */
    CompletableFuture<Run> beginRun(GroupRef group, String owner, byte[] account);

    /**
     * Takes a step: takes letters away, each once, whoever else does, and counts. Replies how the run stands; if its owner
     * or phase is another one, the step was not taken.
     */
    CompletableFuture<RunState> step(GroupRef group, RunStep step);

    /** Resumes, cancels or finishes a run; replies how it stands. */
    CompletableFuture<RunState> turn(GroupRef group, String run, RunTurn turn, String owner);

    /** The runs that the server knows, oldest first. */
    CompletableFuture<List<Run>> runs(GroupRef group);

    /** The last id of the stream that was delivered to a consumer of the group. */
    CompletableFuture<MessageId> delivered(GroupRef group);

    /** The group's figures, all taken at one moment. */
    CompletableFuture<GroupState> inspect(GroupRef group);

    /** What operators ask and change beside the workers. */
    Operations operations();

    /**
     * Looks for what is unsafe at the server: settings, replicas, clock. What it may not ask is a finding, too. By default
     * there is nothing to find.
     */
    default CompletableFuture<List<Finding>> check() {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * Examines the server, its clients, and every stream and group that it knows; includes {@link #check}. It only reads,
     * in small steps, and takes some seconds. What it may not ask is a finding; if the server stops answering, the future
     * fails. By default there is nothing to find.
     */
    default CompletableFuture<List<Finding>> diagnose(Diagnosis request) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** Closes every connection; what is under way fails. */
    @Override
    void close();

    /** Waits for a reply; an interrupt does not end the waiting, which is bounded by the command timeout. */
    static <R> R await(CompletableFuture<R> call) {
        try {
            return call.join();
        } catch (CompletionException | CancellationException failure) {
            throw BrokerException.of(failure);
        }
    }
}
