package io.headrace.message;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/**
 * The id that the server gave an entry: the milliseconds of its clock and a sequence number, both unsigned. Ids of one
 * stream ascend in the order of appending.
 *
 * @param millis   unsigned milliseconds since the epoch, by the server's clock
 * @param sequence unsigned counter within the millisecond
 */
public record MessageId(long millis, long sequence) implements Comparable<MessageId> {
    /** Before every entry. */
    public static final MessageId MIN = new MessageId(0, 0);

    /** After every entry. */
    public static final MessageId MAX = new MessageId(-1, -1);

    /** Reads {@code millis-sequence}. */
    public static MessageId parse(String text) {
        int dash = text.indexOf('-');
        try {
            if (dash > 0 && text.indexOf('+') < 0) {
                return new MessageId(
                        Long.parseUnsignedLong(text, 0, dash, 10),
                        Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
            }
        } catch (NumberFormatException malformed) {
            // reported below, together with a missing dash
        }
        throw new HeadraceException(
                ErrorCode.BAD_OPTION, "Not a message id: \"" + text + "\". An id looks like 1732000000000-0.");
    }

    /** The smallest id after this one; {@link #MAX} has none and is its own. */
    public MessageId next() {
        if (equals(MAX)) {
            return this;
        }
        return sequence == -1 ? new MessageId(millis + 1, 0) : new MessageId(millis, sequence + 1);
    }

    /** The id right before this one. */
    public MessageId previous() {
        if (sequence != 0) {
            return new MessageId(millis, sequence - 1);
        }
        return millis == 0 ? MIN : new MessageId(millis - 1, -1);
    }

    @Override
    public int compareTo(MessageId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }

    /** {@code millis-sequence}, as the server writes it. */
    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + '-' + Long.toUnsignedString(sequence);
    }
}
