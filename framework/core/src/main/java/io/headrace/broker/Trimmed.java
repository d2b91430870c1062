package io.headrace.broker;

import io.headrace.message.MessageId;

/**
 * Reply to a trim.
 *
 * @param removed     how many entries are gone
 * @param holder      the group that needs the oldest entry, empty if there is none: nothing is removed then
 * @param neededAfter the id up to which that group has settled everything
 * @param groups      how many groups the stream has, on the server or by registration
 */
public record Trimmed(long removed, String holder, MessageId neededAfter, int groups) {
    /** Nothing was looked at. */
    public static final Trimmed NOTHING = new Trimmed(0, "", MessageId.MIN, 0);
}
