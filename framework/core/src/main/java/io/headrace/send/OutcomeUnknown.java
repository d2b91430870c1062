package io.headrace.send;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/**
 * A send whose reply was lost: the message may be on the stream or not. Without an id it was not sent again, since that
 * could append it twice; the caller decides. With an id it was repeated for half of the dedup window without an answer.
 */
public final class OutcomeUnknown extends HeadraceException {
    private static final long serialVersionUID = 1;

    private OutcomeUnknown(String detail, Throwable cause) {
        super(ErrorCode.OUTCOME_UNKNOWN, detail, cause);
    }

    static OutcomeUnknown withoutId(String stream, Throwable cause) {
        return new OutcomeUnknown(
                "The reply to a send to \"" + stream + "\" was lost: the message may have been appended or not."
                        + " Send it again only if a duplicate does no harm.",
                cause);
    }

    static OutcomeUnknown withId(String stream, String id, int tries, Throwable cause) {
        return new OutcomeUnknown(
                "The send of \"" + id + "\" to \"" + stream + "\" stayed without a certain answer, try " + tries
                        + " was the last: " + cause.getMessage()
                        + " Send it again under the same id while the server may remember it; later a duplicate is"
                        + " possible.",
                cause);
    }
}
