package io.headrace.broker;

import io.headrace.message.EntryRef;
import java.util.List;

/**
 * Reply to a claim.
 *
 * @param claimed       what this consumer holds now
 * @param lost          entries that were pending without a body; they were acked and counted
 * @param nextDueMillis as in {@link Parked}
 * @param nowMillis     the server's clock
 */
public record Claims(List<Claimed> claimed, List<EntryRef> lost, long nextDueMillis, long nowMillis) {}
