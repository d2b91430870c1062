package io.headrace.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column of a {@link Listing}, or a line of {@link Facts}: the same value for people and for programs.
 *
 * @param title for people; empty if it is not for them
 * @param name  for programs; of a time in milliseconds it ends in {@code Millis}; empty if it is not for them
 */
record Column(String title, String name, Kind kind) {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    /** How a value is shown to people. */
    enum Kind {
        TEXT,
        NUMBER,
        /** Bytes; negative for unknown. */
        SIZE,
        /** Milliseconds; negative for unknown. */
        TIME_SPAN,
        /** Milliseconds since 1970, for programs as text. */
        MOMENT
    }

    static Column text(String title, String name) {
        return new Column(title, name, Kind.TEXT);
    }

    static Column number(String title, String name) {
        return new Column(title, name, Kind.NUMBER);
    }

    static Column size(String title, String name) {
        return new Column(title, name, Kind.SIZE);
    }

    static Column timeSpan(String title, String name) {
        return new Column(title, name, Kind.TIME_SPAN);
    }

    static Column moment(String title, String name) {
        return new Column(title, name, Kind.MOMENT);
    }

    /** What people see in another shape. */
    Column onlyForPrograms() {
        return new Column("", name, kind);
    }

    /** What programs see in another shape. */
    Column onlyForPeople() {
        return new Column(title, "", kind);
    }

    boolean isForPeople() {
        return !title.isEmpty();
    }

    boolean isForPrograms() {
        return !name.isEmpty();
    }

    boolean isRightAligned() {
        return kind != Kind.TEXT && kind != Kind.MOMENT;
    }

    String forPeople(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return switch (kind) {
            case TEXT -> value.toString().isEmpty() ? "-" : value.toString();
            case NUMBER ->
                value instanceof Number number
                        ? String.format(Locale.ROOT, "%,d", number.longValue())
                        : value.toString();
            case SIZE -> size(((Number) value).longValue());
            case TIME_SPAN -> timeSpan(((Number) value).longValue());
            case MOMENT -> moment(((Number) value).longValue());
        };
    }

    @Nullable
    Object forPrograms(@Nullable Object value) {
        return value != null && kind == Kind.MOMENT
                ? Instant.ofEpochMilli(((Number) value).longValue()).toString()
                : value;
    }

    /** The value of an enumeration, for both. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String size(long bytes) {
        if (bytes < 0) {
            return "?";
        }
        double rest = bytes;
        int unit = 0;
        while (rest >= 1024 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[unit]);
    }

    static String timeSpan(long millis) {
        if (millis < 0) {
            return "?";
        }
        Duration span = Duration.ofMillis(millis);
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        if (span.toMinutes() > 0) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        return span.toSeconds() > 0 ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0) : millis + " ms";
    }

    static String moment(long millis) {
        String text = Instant.ofEpochMilli(millis - Math.floorMod(millis, 1000)).toString();
        return text.replace('T', ' ').replace("Z", "");
    }
}
