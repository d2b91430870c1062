package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * What is remembered of a message that failed, or whose worker died. Kept on the server from then on until the message is
 * done or dead.
 *
 * @param failures            failed attempts
 * @param firstFailedAtMillis when the first of them failed, by the server's clock
 * @param dueAtMillis         when the next attempt is due, by the server's clock
 * @param lastError           the last failure in one line, at most 1 KiB
 * @param crashes             how many workers died while they held the message
 * @param convictions         how many of them died while they handled it alone
 */
public record Attempts(
        int failures, long firstFailedAtMillis, long dueAtMillis, String lastError, int crashes, int convictions) {
    /** Nothing happened so far. */
    public static final Attempts NONE = new Attempts(0, 0, 0, "", 0, 0);

    /** Deaths of its worker from which on a message is handled alone. */
    public static final int SUSPECT = 2;

    /** Deaths during its handling alone from which on a message is not handled any more. */
    public static final int CONVICTED = 2;

    /** Longest error text kept, in characters. */
    public static final int MAX_ERROR_LENGTH = 1024;

    /** Whether anything is recorded. */
    public boolean isNone() {
        return failures == 0 && crashes == 0 && convictions == 0;
    }

    /** Whether the message shall be handled alone, since it may be what workers die of. */
    public boolean isSuspect() {
        return crashes >= SUSPECT;
    }

    /** Whether the message shall not be handled any more. */
    public boolean isConvicted() {
        return convictions >= CONVICTED;
    }

    /** The same, with the next attempt at this time. */
    public Attempts dueAt(long millis) {
        return new Attempts(failures, firstFailedAtMillis, millis, lastError, crashes, convictions);
    }

    /** The bytes that the server keeps: a packed list of the six, numbers as decimal text. */
    public byte[] pack() {
        return PackedList.pack(List.of(
                text(Integer.toString(failures)),
                text(Long.toString(firstFailedAtMillis)),
                text(Long.toString(dueAtMillis)),
                text(lastError),
                text(Integer.toString(crashes)),
                text(Integer.toString(convictions))));
    }

    /** Reads what {@link #pack} or a script wrote; a list of the first four is what the first version wrote. */
    public static Attempts unpack(byte[] packed) {
        List<String> parts = PackedList.unpack("attempts", packed).stream()
                .map(part -> new String(part, UTF_8))
                .toList();
        return new Attempts(
                Integer.parseInt(parts.get(0)),
                Long.parseLong(parts.get(1)),
                Long.parseLong(parts.get(2)),
                parts.get(3),
                parts.size() > 4 ? Integer.parseInt(parts.get(4)) : 0,
                parts.size() > 5 ? Integer.parseInt(parts.get(5)) : 0);
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }
}
