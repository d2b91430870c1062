package io.headrace.cli;

import io.headrace.message.MessageId;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place on a stream, before an entry.
 *
 * @param text  in the user's words
 * @param first the smallest id behind it
 */
record Position(String text, MessageId first) {
    /** Reads an id, a time, or one of some words. */
    private abstract static class Converter implements ITypeConverter<Position> {
        private static final InstantConverter TIME = new InstantConverter();
        private static final MessageIdConverter ID = new MessageIdConverter();

        private final Map<String, MessageId> words;

        Converter(Map<String, MessageId> words) {
            this.words = words;
        }

        @Override
        public final Position convert(String text) {
            MessageId known = words.get(text);
            return new Position(text, known != null ? known : idOrTime(text));
        }

        private MessageId idOrTime(String text) {
            if (text.matches("\\d+-.*") && !text.matches("\\d{4}-\\d\\d-.*")) {
                return ID.convert(text);
            }
            try {
                return new MessageId(Math.max(0, TIME.convert(text).toEpochMilli()), 0);
            } catch (TypeConversionException neither) {
                throw new TypeConversionException("'" + text + "' is no place on a stream; write "
                        + String.join(", ", words.keySet().stream().sorted().toList())
                        + ", an id: 1732000000000-0, a time: 2026-01-31T12:00:00Z, 2026-01-31, or how long ago: 2h");
            }
        }
    }

    /** Where to begin to read. */
    static final class From extends Converter {
        From() {
            super(Map.of("beginning", MessageId.MIN));
        }
    }

    /** Where to move a group. */
    static final class To extends Converter {
        To() {
            super(Map.of("earliest", MessageId.MIN, "latest", MessageId.MAX));
        }
    }
}
