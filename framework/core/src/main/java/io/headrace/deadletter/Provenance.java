package io.headrace.deadletter;

import io.headrace.broker.PackedMap;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;

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
 * @param generation     how often it had been replayed before
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
        int generation) {

    /** The account that goes along with a replay. */
    public Provenance replayed() {
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
                generation + 1);
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
        fields.put("generation", Integer.toString(generation));
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
                Integer.parseInt(fields.getOrDefault("generation", "0")));
    }
}
