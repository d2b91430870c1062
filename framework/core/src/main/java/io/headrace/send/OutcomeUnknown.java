package io.headrace.send;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/**
 * A send whose reply was lost: the message may be on the stream or not. It was not sent again, since that could append it
 * twice; the caller decides.
 */
public final class OutcomeUnknown extends HeadraceException {
    private static final long serialVersionUID = 1;

    OutcomeUnknown(String stream, Throwable cause) {
        super(
                ErrorCode.OUTCOME_UNKNOWN,
                "The reply to a send to \"" + stream + "\" was lost: the message may have been appended or not."
                        + " Send it again only if a duplicate does no harm.",
                cause);
    }
}
