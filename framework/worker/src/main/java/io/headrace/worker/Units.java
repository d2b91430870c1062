package io.headrace.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as operators write them, in configurations and commands: a whole number with a unit. Safe for all
 * threads.
 */
public final class Units {
    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");
    private static final Duration LONGEST = Duration.ofDays(36_500); // fits any clock, in ms and in ns
    private static final Map<String, Long> MILLIS = ordered("d", 86_400_000, "h", 3_600_000, "m", 60_000, "s", 1_000);
    private static final Map<String, Long> BYTES = ordered("GiB", 1 << 30, "MiB", 1 << 20, "KiB", 1 << 10);

    private Units() {}

    /**
     * {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 7d}; {@code 0} needs no unit. At most {@code 36500d}.
     *
     * @throws IllegalArgumentException if it is none of these; the message goes behind what was written, or its name
     */
    public static Duration duration(String text) {
        Matcher number = NUMBER_WITH_UNIT.matcher(text);
        if (number.matches()) {
            String unit = number.group(2);
            Long millis = unit.equals("ms") || text.equals("0") ? Long.valueOf(1) : MILLIS.get(unit);
            if (millis != null) {
                return bounded(Duration.ofMillis(product(number.group(1), millis)));
            }
        }
        throw new IllegalArgumentException("must be a duration: 250ms, 10s, 5m, 1h or 7d");
    }

    private static Duration bounded(Duration duration) {
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is too large");
        }
        return duration;
    }

    /** {@code 1048576}, {@code 64KiB}, {@code 64MiB}, {@code 2GiB}. */
    static long bytes(String text) {
        Matcher number = NUMBER_WITH_UNIT.matcher(text);
        if (number.matches()) {
            String unit = number.group(2);
            Long bytes = unit.isEmpty() || unit.equals("B") ? Long.valueOf(1) : BYTES.get(unit);
            if (bytes != null) {
                return product(number.group(1), bytes);
            }
        }
        throw new IllegalArgumentException("must be a size: 1048576, 64KiB, 64MiB or 2GiB");
    }

    /** The largest unit that says it exactly. */
    static String print(Duration duration) {
        long millis = duration.toMillis();
        return millis == 0 ? "0s" : print(millis, MILLIS, "ms");
    }

    /** The largest unit that says it exactly. */
    static String print(long bytes) {
        return print(bytes, BYTES, "");
    }

    private static String print(long number, Map<String, Long> units, String smallest) {
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (number != 0 && number % unit.getValue() == 0) {
                return number / unit.getValue() + unit.getKey();
            }
        }
        return number + smallest;
    }

    private static long product(String number, long unit) {
        try {
            return Math.multiplyExact(Long.parseLong(number), unit);
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("is too large", tooLarge);
        }
    }

    private static Map<String, Long> ordered(Object... unitsAndFactors) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < unitsAndFactors.length; i += 2) {
            units.put((String) unitsAndFactors[i], ((Number) unitsAndFactors[i + 1]).longValue());
        }
        return units;
    }
}
