package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;

/**
 * How a {@link Run} stands. Its text, one word for each component, is part of the wire format.
 *
 * @param phase  whether it goes on
 * @param owner  who may take the next step
 * @param last   the newest dead letter when it began, whether it is still there or not: what died later is left alone
 * @param cursor the dead letter up to which it has looked
 * @param step   steps taken; a step is taken once, however often it is sent
 * @param moved  letters that it took away
 * @param missed letters that were gone before it could
 * @param failed letters that it had to leave
 * @param atMillis when it was last changed, by the server's clock
 */
public record RunState(
        Phase phase,
        String owner,
        MessageId last,
        MessageId cursor,
        long step,
        long moved,
        long missed,
        long failed,
        long atMillis) {

    private static final int WORDS = 9;

    /** Where a run is in its life. */
    public enum Phase {
        /** It goes on, or waits for somebody to go on with it. */
        RUNNING,
        /** It has looked at everything. */
        DONE,
        /** Somebody ended it early; it can be resumed. */
        CANCELLED
    }

    /** Reads its text. */
    public static RunState parse(String text) {
        String[] words = text.split(" ", -1);
        try {
            if (words.length >= WORDS) {
                return new RunState(
                        Phase.valueOf(words[0]),
                        words[1],
                        MessageId.parse(words[2]),
                        MessageId.parse(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[5]),
                        Long.parseLong(words[6]),
                        Long.parseLong(words[7]),
                        Long.parseLong(words[8]));
            }
        } catch (IllegalArgumentException | HeadraceException malformed) {
            // reported below
        }
        throw new HeadraceException(ErrorCode.NOT_A_MESSAGE, "Not the state of a run: \"" + text + "\".");
    }

    /** Its text, as the server keeps it. */
    public String text() {
        return String.join(
                " ",
                phase.name(),
                owner,
                last.toString(),
                cursor.toString(),
                Long.toString(step),
                Long.toString(moved),
                Long.toString(missed),
                Long.toString(failed),
                Long.toString(atMillis));
    }
}
