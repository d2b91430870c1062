package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The server refused a call, or did not answer it. */
public final class BrokerException extends HeadraceException {
    private static final long serialVersionUID = 1;

    private final boolean answered;

    private BrokerException(ErrorCode code, String detail, boolean answered, @Nullable Throwable cause) {
        super(code, detail, cause);
        this.answered = answered;
    }

    /** The server answered with an error, or the call never left this process: nothing of it was done. */
    public static BrokerException refused(ErrorCode code, String detail, @Nullable Throwable cause) {
        return new BrokerException(code, detail, true, cause);
    }

    /** No answer came: the call may have been carried out, now or later, or not at all. */
    public static BrokerException unanswered(String detail, @Nullable Throwable cause) {
        return new BrokerException(ErrorCode.CONNECTION_LOST, detail, false, cause);
    }

    /** The failure of a broker's future as what it is: unwrapped, or unanswered if it is none of the broker's own. */
    public static BrokerException of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof BrokerException known ? known : unanswered("No reply: " + cause, cause);
    }

    /**
     * Whether it is certain that nothing was done; of a call with several messages, for the message that failed and those
     * after it.
     */
    public boolean nothingDone() {
        return answered;
    }
}
