package io.headrace.cli;

import io.headrace.time.Ticker;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time: {@code 2026-01-31T12:00:00Z}, a day in UTC, or how long ago, such as {@code 2h}. */
final class InstantConverter implements ITypeConverter<Instant> {
    private static final DurationConverter AGO = new DurationConverter();

    @Override
    public Instant convert(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException other) {
            // perhaps how long ago
        }
        try {
            return Instant.ofEpochMilli(Ticker.system().millis()).minus(AGO.convert(text));
        } catch (TypeConversionException neither) {
            throw new TypeConversionException(
                    "'" + text + "' is no time; write 2026-01-31T12:00:00Z, 2026-01-31, or how long ago: 2h");
        }
    }
}
