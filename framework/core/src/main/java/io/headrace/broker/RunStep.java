package io.headrace.broker;

import io.headrace.message.MessageId;
import java.util.List;

/**
 * The next step of a {@link Run}. Sending it again is safe: it is taken once.
 *
 * @param run     whose step it is
 * @param owner   who takes it; a step of a former owner is not taken
 * @param number  one more than the steps taken so far
 * @param cursor  the dead letter up to which was looked
 * @param replays whether the letters go into the group's lane; else they are gone for good
 * @param failed  how many letters had to be left
 * @param letters what to take away
 */
public record RunStep(
        String run, String owner, long number, MessageId cursor, boolean replays, int failed, List<Letter> letters) {
    /**
     * A dead letter to be taken away.
     *
     * @param id    its id
     * @param meta  its field of this name when it is in the lane
     * @param entry its field of this name when it is in the lane
     */
    public record Letter(MessageId id, byte[] meta, byte[] entry) {}
}
