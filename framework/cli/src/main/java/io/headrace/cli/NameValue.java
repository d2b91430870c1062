package io.headrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A name and a value; the value may hold further equals signs. */
record NameValue(String name, String value) {
    /** Reads {@code name=value}. */
    static final class Converter implements ITypeConverter<NameValue> {
        @Override
        public NameValue convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("'" + text + "' is no NAME=VALUE");
            }
            return new NameValue(text.substring(0, equals), text.substring(equals + 1));
        }
    }

    static Map<String, String> map(List<NameValue> all) {
        Map<String, String> map = new LinkedHashMap<>();
        all.forEach(each -> map.put(each.name(), each.value()));
        return map;
    }
}
