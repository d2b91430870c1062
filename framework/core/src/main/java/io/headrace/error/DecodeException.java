package io.headrace.error;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that a codec cannot turn into a value. Decoding cannot succeed later, so such a message is dead-lettered without
 * a retry.
 */
public final class DecodeException extends HeadraceException {
    private static final long serialVersionUID = 1;

    /** Says what was expected and what is wrong with the bytes. */
    public DecodeException(String detail, @Nullable Throwable cause) {
        super(ErrorCode.DECODE, detail, cause);
    }
}
