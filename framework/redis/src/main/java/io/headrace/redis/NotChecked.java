package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;

/** The finding that a question had no answer, with the permission that is missing, if that is the reason. */
final class NotChecked {
    private static final String BY_HAND = "see to it yourself, as docs/guides/operate.md says";

    private NotChecked() {}

    /** {@code subject} at this address, which this command would tell to a user who has this permission. */
    static Finding of(String subject, String address, String command, String permission, Throwable failure) {
        Throwable cause = ServerErrors.unwrap(failure);
        boolean forbidden = isForbidden(cause);
        return new Finding(
                ErrorCode.NOT_CHECKED,
                subject + " of " + address + " could not be checked",
                forbidden ? "no permission for " + command : ServerErrors.words(String.valueOf(cause.getMessage())),
                forbidden ? "ACL SETUSER <user> " + permission + ", or " + BY_HAND : "Please " + BY_HAND);
    }

    /** Whether the user may run the command, but not on this key. */
    static boolean isForKey(Throwable failure) {
        Throwable cause = ServerErrors.unwrap(failure);
        Throwable reply = cause.getCause();
        return isForbidden(cause)
                && reply != null
                && String.valueOf(reply.getMessage()).contains("access");
    }

    private static boolean isForbidden(Throwable cause) {
        return cause instanceof BrokerException refusal && refusal.code() == ErrorCode.NO_PERMISSION;
    }
}
