package io.headrace.redis;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** How findings write names, sizes and times. */
final class Wording {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:{}/@~+<>=|*-]+");
    private static final long KIB = 1024;
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Wording() {}

    /** A word of a command as {@code redis-cli} takes it: in quotes where it needs them. */
    static String word(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) character));
            } else {
                quoted.append(character == '"' || character == '\\' ? "\\" : "").append(character);
            }
        }
        return quoted.append('"').toString();
    }

    static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= KIB && unit < UNITS.length - 1) {
            size /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : noun + "s");
    }

    static String entries(long number) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? "entry" : "entries");
    }

    /** In the largest unit of which there are two at least. */
    static String time(Duration time) {
        if (time.toDays() >= 2) {
            return time.toDays() + " days";
        }
        if (time.toHours() >= 2) {
            return time.toHours() + " h";
        }
        if (time.toMinutes() >= 2) {
            return time.toMinutes() + " min";
        }
        return time.toSeconds() >= 2 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
