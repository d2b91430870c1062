package io.headrace.codec;

import java.util.List;

/**
 * A codec whose values are whole entries, field by field, as other programs write them: {@code XADD events * user_id 1
 * action purchase}. Such entries carry neither headers nor an event time of their own; their key is the one that the
 * stream finds in the value. Where only bytes are wanted, inside {@link Codec#compressed} for example, they are a JSON
 * object.
 */
public interface FieldsCodec<T> extends Codec<T> {
    /**
     * The entry's names and values in turn: an even number of items from 2 to 4,000, none of them null.
     * Otherwise {@code send} and {@code emit} throw HR-2001.
     *
     * @throws RuntimeException if the value cannot be written field by field
     */
    List<byte[]> encodeFields(T value);

    /**
     * The value of an entry of these names and values in turn.
     *
     * @throws io.headrace.error.DecodeException if they are not such a value: the message is dead-lettered
     */
    T decodeFields(List<byte[]> fields);
}
