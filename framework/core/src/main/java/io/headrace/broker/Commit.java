package io.headrace.broker;

import io.headrace.message.EntryRef;
import java.util.List;

/**
 * A message that is done, and the effects that take place if this commit is the one that acks it.
 *
 * @param ref      the entry
 * @param recorded whether {@link Attempts} are kept for it, which end with the commit
 * @param effects  what the handler asked for, in order
 */
public record Commit(EntryRef ref, boolean recorded, List<Effect> effects) {}
