package io.headrace.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what servers write as names and values. */
final class Fields {
    private static final Pattern BLANK = Pattern.compile(" ");
    private static final Pattern LINE = Pattern.compile("\r?\n");

    private Fields() {}

    /** From names and values in turn; a value that is null is left out. */
    static Map<String, Object> ofPairs(List<?> pairs) {
        Map<String, Object> fields = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            Object value = pairs.get(i + 1);
            if (value != null) {
                fields.put(Replies.text(pairs.get(i)), value);
            }
        }
        return fields;
    }

    /** From the lines of INFO, {@code name:value}. */
    static Map<String, String> ofInfo(List<?> reply) {
        return split(LINE.split(Replies.text(reply.get(0))), ':');
    }

    /** From a line of CLIENT LIST, {@code name=value name=value}. */
    static Map<String, String> ofClient(String line) {
        return split(BLANK.split(line), '=');
    }

    /** The value as a number; 0 where it is missing. */
    static long number(Map<String, ?> fields, String name) {
        Object value = fields.get(name);
        if (value instanceof Long number) {
            return number;
        }
        return value == null ? 0 : Long.parseLong(value instanceof byte[] ? Replies.text(value) : value.toString());
    }

    /** The value as text; empty where it is missing. */
    static String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        return value == null ? "" : Replies.text(value);
    }

    private static Map<String, String> split(String[] parts, char between) {
        Map<String, String> fields = new HashMap<>();
        for (String part : parts) {
            int at = part.indexOf(between);
            if (at > 0) {
                fields.put(part.substring(0, at), part.substring(at + 1));
            }
        }
        return fields;
    }
}
