package io.headrace.broker;

import io.headrace.message.EntryRef;
import java.util.List;

/**
 * Reply to a step of the sweep.
 *
 * @param lost     entries that were pending without a body; they were acked and counted
 * @param restored retries that were missing in the index
 */
public record Swept(List<EntryRef> lost, int restored) {}
