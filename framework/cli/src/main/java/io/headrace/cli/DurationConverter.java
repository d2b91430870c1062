package io.headrace.cli;

import io.headrace.worker.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as it is written in a configuration. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Units.duration(text);
        } catch (IllegalArgumentException refused) {
            throw new TypeConversionException("'" + text + "' " + refused.getMessage());
        }
    }
}
