package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the server meant: an error reply is classified by its first word, anything else went unanswered. */
final class ServerErrors {
    /** How servers word a permission that a script lacks: the first two are Redis 7.0's words, the third all later ones'. */
    private static final List<String> LACKING_IN_SCRIPT =
            List.of("can't run this command", "can't access at least one of the keys", "ACL failure in script");

    private static final Pattern PLACE_IN_SCRIPT = Pattern.compile(" script: [0-9a-f]{40}, on @user_script:\\d+\\.?");

    private ServerErrors() {}

    static BrokerException translate(String call, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof BrokerException known) {
            return known;
        }
        if (cause instanceof RedisCommandExecutionException reply) {
            return refusal(call, String.valueOf(reply.getMessage()), reply);
        }
        return BrokerException.unanswered(
                "No answer to " + call + ": " + cause.getMessage() + ". It may or may not have been carried out.",
                cause);
    }

    static BrokerException refusal(String call, String reply) {
        return refusal(call, reply, null);
    }

    static boolean isUnknownScript(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("NOSCRIPT");
    }

    /** Whether the peer refuses to write since it is, or has become, a replica. */
    static boolean isByReplica(@Nullable String reply) {
        return reply != null && reply.startsWith("READONLY");
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static ErrorCode classify(String reply) {
        if (LACKING_IN_SCRIPT.stream().anyMatch(reply::contains)) {
            return ErrorCode.NO_PERMISSION;
        }
        if (reply.contains("do not hash to the same slot")) {
            return ErrorCode.CROSS_SLOT;
        }
        int end = reply.indexOf(' ');
        return switch (end < 0 ? reply : reply.substring(0, end)) {
            case "NOGROUP" -> ErrorCode.NO_GROUP;
            case "WRONGTYPE" -> ErrorCode.WRONG_TYPE;
            case "NOPERM" -> ErrorCode.NO_PERMISSION;
            case "NOAUTH", "WRONGPASS" -> ErrorCode.AUTHENTICATION;
            case "OOM" -> ErrorCode.OUT_OF_MEMORY;
            case "CROSSSLOT" -> ErrorCode.CROSS_SLOT;
            case "LOADING",
                    "READONLY",
                    "CLUSTERDOWN",
                    "TRYAGAIN",
                    "MASTERDOWN",
                    "NOREPLICAS",
                    "BUSY",
                    "UNBLOCKED",
                    "MISCONF",
                    "MOVED",
                    "ASK" -> ErrorCode.NOT_READY;
            default -> ErrorCode.SERVER_REFUSED;
        };
    }

    private static BrokerException refusal(String call, String reply, @Nullable Throwable cause) {
        ErrorCode code = classify(reply);
        return BrokerException.refused(
                code, "Server refused " + call + ": " + words(reply) + ". " + advice(code), cause);
    }

    /** An error reply without what is of no use to people: the script's digest and line, and a full stop. */
    static String words(String reply) {
        String words = PLACE_IN_SCRIPT.matcher(reply).replaceFirst("");
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private static String advice(ErrorCode code) {
        return switch (code) {
            case NO_GROUP -> "The group or its stream was deleted; a running worker creates it again.";
            case WRONG_TYPE -> "Rename or delete the key that is in the way; nothing was changed.";
            case NO_PERMISSION -> "Grant the user this command and key (ACL SETUSER).";
            case OUT_OF_MEMORY -> "Free memory or raise maxmemory; the call is repeated.";
            case CROSS_SLOT -> "Give the streams one hash tag, as in \"{shop}.orders\" and \"{shop}.bills\".";
            case NOT_READY -> "This passes; the call is repeated.";
            default -> "Nothing was changed.";
        };
    }
}
