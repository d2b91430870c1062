package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * What is remembered of a message that failed. Kept on the server from the first failure until the message is done or
 * dead.
 *
 * @param failures            failed attempts
 * @param firstFailedAtMillis when the first of them failed, by the server's clock
 * @param dueAtMillis         when the next attempt is due, by the server's clock
 * @param lastError           the last failure in one line, at most 1 KiB
 */
public record Attempts(int failures, long firstFailedAtMillis, long dueAtMillis, String lastError) {
    /** Nothing failed so far. */
    public static final Attempts NONE = new Attempts(0, 0, 0, "");

    /** Longest error text kept, in characters. */
    public static final int MAX_ERROR_LENGTH = 1024;

    /** The bytes that the server keeps: a packed list of the four, numbers as decimal text. */
    public byte[] pack() {
        return PackedList.pack(List.of(
                text(Integer.toString(failures)),
                text(Long.toString(firstFailedAtMillis)),
                text(Long.toString(dueAtMillis)),
                text(lastError)));
    }

    /** Reads what {@link #pack} or a script wrote. */
    public static Attempts unpack(byte[] packed) {
        List<String> parts = PackedList.unpack("attempts", packed).stream()
                .map(part -> new String(part, UTF_8))
                .toList();
        return new Attempts(
                Integer.parseInt(parts.get(0)),
                Long.parseLong(parts.get(1)),
                Long.parseLong(parts.get(2)),
                parts.get(3));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }
}
