package io.headrace.cli;

import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an id such as {@code 1732000000000-0}. */
final class MessageIdConverter implements ITypeConverter<MessageId> {
    @Override
    public MessageId convert(String text) {
        try {
            return MessageId.parse(text);
        } catch (HeadraceException malformed) {
            throw new TypeConversionException("'" + text + "' is no id; ids look like 1732000000000-0");
        }
    }
}
