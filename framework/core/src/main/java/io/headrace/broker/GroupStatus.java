package io.headrace.broker;

import io.headrace.message.MessageId;

/**
 * What a group has done and has to do, at one moment.
 *
 * <p>The lag is counted like this; <i>d</i> is the last id delivered:
 *
 * <ol>
 *   <li>no entry comes after <i>d</i>: 0;
 *   <li>the oldest entry comes after <i>d</i>: the stream's length;
 *   <li>the server tells the lag, as it does unless entries were deleted or the position was set by hand: that, at least 1
 *       and less than the length;
 *   <li>else the entries after <i>d</i> are counted, but no more than 200 of them, since they have to be read for it.
 * </ol>
 *
 * <p>It is exact but in the last case, when the count ends before the entries do: then {@code lagEstimated} is set, and the
 * lag is at least that. It is never 0 while an entry waits.
 *
 * @param delivered    last id of the stream that was delivered
 * @param checkpoint   id up to which everything is settled, as of now
 * @param lag          entries of the stream not delivered yet
 * @param laneLag      entries of the lane not delivered yet
 * @param lagEstimated whether there may be more of one of these two
 * @param pending      delivered and neither done nor dead, in stream and lane together; parked and released ones included
 * @param parked       those of them that wait for a retry
 * @param due          members of the index of retries whose time has come
 * @param released     those of the pending ones that were handed back
 * @param lane         entries in the lane, pending or not
 * @param dead         dead letters
 * @param lost         entries ever found pending without a body
 * @param workersAlive workers whose lease runs
 * @param workersDead  workers whose lease has run out and that are not cleared away yet
 * @param nowMillis    the server's clock
 */
public record GroupStatus(
        MessageId delivered,
        MessageId checkpoint,
        long lag,
        long laneLag,
        boolean lagEstimated,
        long pending,
        long parked,
        long due,
        long released,
        long lane,
        long dead,
        long lost,
        int workersAlive,
        int workersDead,
        long nowMillis) {
    /**
     * Messages that the group has still to settle: not delivered yet, in the stream or the lane, and pending ones. What is
     * parked, due or not, is pending and counts once. At least that if the lag is estimated, never 0 with work left.
     */
    public long backlog() {
        return lag + laneLag + pending;
    }
}
