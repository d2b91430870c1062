package io.headrace.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that Headrace throws. The message begins with the {@linkplain #code() code} and ends with what
 * happens next or what to do; it never carries credentials.
 */
public class HeadraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** An error with this code; {@code detail} says what failed, on what, why, and the next step. */
    public HeadraceException(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    /** An error with this code and the exception behind it. */
    public HeadraceException(ErrorCode code, String detail, @Nullable Throwable cause) {
        super(code.code() + " " + detail, cause);
        this.code = code;
    }

    /** The stable code, documented in {@code docs/reference/errors.md}. */
    public ErrorCode code() {
        return code;
    }
}
