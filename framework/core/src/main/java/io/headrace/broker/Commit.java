package io.headrace.broker;

import io.headrace.message.EntryRef;
import java.util.List;

/**
 * A message that is done, and the effects that take place if this commit is the one that acks it.
 *
 * @param ref      the entry
 * @param recorded whether {@link Attempts} are kept for it, which end with the commit
 * @param delete   whether the entry goes from the stream, too, as long as no other group reads it
 * @param effects  what the handler asked for, in order
 */
public record Commit(EntryRef ref, boolean recorded, boolean delete, List<Effect> effects) {
    /** A commit that leaves the entry where it is. */
    public Commit(EntryRef ref, boolean recorded, List<Effect> effects) {
        this(ref, recorded, false, effects);
    }
}
