package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/**
 * An operator's order that a group's workers begin nothing. It is kept on the server, and every tick tells it.
 *
 * @param untilMillis when it ends by itself, by the server's clock; 0 for never
 * @param by          who gave it, without blanks
 * @param reason      why, in one line; may be empty
 */
public record Pause(long untilMillis, String by, String reason) {
    private static final int WORDS = 3;

    public Pause {
        by = by.isBlank() ? "unknown" : by.strip().replaceAll("\\s+", "-");
        reason = reason.strip().replaceAll("\\s+", " ");
    }

    /** Reads its text. */
    public static Pause parse(String text) {
        String[] words = text.split(" ", WORDS);
        try {
            return new Pause(
                    Long.parseLong(words[0]), words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "");
        } catch (NumberFormatException malformed) {
            throw new HeadraceException(ErrorCode.NOT_A_MESSAGE, "Not a pause: \"" + text + "\".", malformed);
        }
    }

    /** Its text, as the server keeps it. */
    public String text() {
        return untilMillis + " " + by + " " + reason;
    }

    /** Whether it has ended by itself. */
    public boolean isOver(long nowMillis) {
        return untilMillis != 0 && nowMillis >= untilMillis;
    }
}
