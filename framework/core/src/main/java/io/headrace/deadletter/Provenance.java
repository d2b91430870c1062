package io.headrace.deadletter;

import io.headrace.broker.PackedMap;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The account that a dead letter carries of where it came from and why it died. On the wire a MessagePack map of strings;
 * a reader ignores names that it does not know.
 *
 * @param stream         the stream it was sent to
 * @param group          the group whose handler failed
 * @param message        its id on the stream, the same through every replay
 * @param reason         why it died, one word
 * @param exceptionClass class of the last failure
 * @param error          message of the last failure
 * @param stack          its stack trace, shortened
 * @param attempts       attempts since it was sent, or last replayed
 * @param worker         name of the worker that gave up
 * @param firstFailedAt  when the first of these attempts failed, in ms by the server's clock; 0 if the first was the last
 * @param replays        how often it had been replayed before
 * @param history        how it died before, newest last; at most {@value #MAX_HISTORY}, the newest ones
 */
public record Provenance(
        String stream,
        String group,
        MessageId message,
        String reason,
        String exceptionClass,
        String error,
        String stack,
        int attempts,
        String worker,
        long firstFailedAt,
        int replays,
        List<Death> history) {
    static final int MAX_HISTORY = 8;

    public Provenance {
        history = List.copyOf(history);
    }

    /**
     * An earlier death of the message.
     *
     * @param atMillis       when its group gave up, by the server's clock
     * @param exceptionClass class of the last failure then
     * @param error          what it said, in one line of at most 200 characters
     */
    public record Death(long atMillis, String exceptionClass, String error) {
        private static final int MAX_ERROR_LENGTH = 200;

        public Death {
            String line = error.replaceAll("\\s+", " ").strip();
            error = line.length() <= MAX_ERROR_LENGTH ? line : line.substring(0, MAX_ERROR_LENGTH - 1) + '…';
        }

        private String text() {
            return atMillis + " " + (exceptionClass.isEmpty() ? "-" : exceptionClass) + " " + error;
        }

        private static Death parse(String text) {
            String[] words = text.split(" ", 3);
            return new Death(
                    Long.parseLong(words[0]),
                    words.length < 2 || words[1].equals("-") ? "" : words[1],
                    words.length < 3 ? "" : words[2]);
        }
    }

    /** The account that goes along with a replay of the letter of this id. */
    public Provenance replayed(MessageId letter) {
        List<Death> deaths = new ArrayList<>(history);
        deaths.add(new Death(letter.millis(), exceptionClass, error));
        return new Provenance(
                stream,
                group,
                message,
                reason,
                exceptionClass,
                error,
                stack,
                attempts,
                worker,
                firstFailedAt,
                replays + 1,
                deaths.subList(Math.max(0, deaths.size() - MAX_HISTORY), deaths.size()));
    }

    /** The bytes of the field {@code meta}. */
    public byte[] pack() {
        return PackedMap.pack(fields());
    }

    /** Reads the bytes of the field {@code meta}. */
    public static Provenance unpack(byte[] packed) {
        Map<String, String> fields = PackedMap.unpack("meta", packed, 0, packed.length);
        try {
            return of(fields);
        } catch (NumberFormatException | HeadraceException malformed) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Field \"meta\" is not the account of a dead letter.", malformed);
        }
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("stream", stream);
        fields.put("group", group);
        fields.put("id", message.toString());
        fields.put("reason", reason);
        fields.put("class", exceptionClass);
        fields.put("message", error);
        fields.put("stack", stack);
        fields.put("attempts", Integer.toString(attempts));
        fields.put("worker", worker);
        fields.put("first-failed-at", Long.toString(firstFailedAt));
        fields.put("replays", Integer.toString(replays));
        fields.put("history", history.stream().map(Death::text).collect(Collectors.joining("\n")));
        return fields;
    }

    private static Provenance of(Map<String, String> fields) {
        return new Provenance(
                fields.getOrDefault("stream", ""),
                fields.getOrDefault("group", ""),
                MessageId.parse(fields.getOrDefault("id", "0-0")),
                fields.getOrDefault("reason", ""),
                fields.getOrDefault("class", ""),
                fields.getOrDefault("message", ""),
                fields.getOrDefault("stack", ""),
                Integer.parseInt(fields.getOrDefault("attempts", "0")),
                fields.getOrDefault("worker", ""),
                Long.parseLong(fields.getOrDefault("first-failed-at", "0")),
                Integer.parseInt(fields.getOrDefault("replays", fields.getOrDefault("generation", "0"))),
                fields.getOrDefault("history", "")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(Death::parse)
                        .toList());
    }
}
