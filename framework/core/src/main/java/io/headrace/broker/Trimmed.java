package io.headrace.broker;

import io.headrace.message.MessageId;

/**
 * Reply to a trim.
 *
 * @param removed  how many entries are gone
 * @param holder   the group that needs the oldest entry, empty if there is none: nothing is removed then
 * @param neededAfter the id up to which that group has settled everything
 */
public record Trimmed(long removed, String holder, MessageId neededAfter) {
    /** Nothing was looked at. */
    public static final Trimmed NOTHING = new Trimmed(0, "", MessageId.MIN);
}
