package io.headrace.engine;

import io.headrace.broker.Attempts;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.Provenance;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the account that a dead letter carries, and the line that a parked message keeps of its last failure. */
final class Obituary {
    private static final int MAX_STACK_LENGTH = 8 * 1024;
    private static final int MAX_CAUSES = 8;
    private static final int MAX_FRAMES = 12;

    private final GroupRef group;

    Obituary(GroupRef group) {
        this.group = group;
    }

    byte[] write(Delivery delivery, String reason, Throwable failure) {
        return new Provenance(
                        group.stream(),
                        group.group(),
                        delivery.messageId(),
                        reason,
                        failure.getClass().getName(),
                        cut(describe(failure, Throwable::getMessage), Attempts.MAX_ERROR_LENGTH),
                        stack(failure),
                        delivery.attempt(),
                        delivery.consumer(),
                        delivery.attempts().firstFailedAtMillis(),
                        delivery.replays(),
                        delivery.history())
                .pack();
    }

    static String line(Throwable failure) {
        return cut(describe(failure, Throwable::toString), Attempts.MAX_ERROR_LENGTH);
    }

    private static String stack(Throwable failure) {
        return cut(describe(failure, Obituary::trace), MAX_STACK_LENGTH);
    }

    /** The causes matter more than how deep each one was called: of each the first frames, down to the root. */
    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; each = each.getCause(), i++) {
            text.append(i == 0 ? "" : "Caused by: ").append(each).append('\n');
            StackTraceElement[] frames = each.getStackTrace();
            for (int frame = 0; frame < Math.min(frames.length, MAX_FRAMES); frame++) {
                text.append("\tat ").append(frames[frame]).append('\n');
            }
            if (frames.length > MAX_FRAMES) {
                text.append("\t... ").append(frames.length - MAX_FRAMES).append(" more\n");
            }
        }
        return text.toString();
    }

    /** The failure if it can be printed, else a stand-in that names its class: a logger would throw on it. */
    static Throwable printable(Throwable failure) {
        try {
            failure.printStackTrace(new PrintWriter(Writer.nullWriter()));
            return failure;
        } catch (Throwable mute) {
            return new IllegalStateException("A " + failure.getClass().getName() + " that cannot be printed");
        }
    }

    /** An exception of the user's may throw even when it is asked what it is. */
    private static String describe(Throwable failure, Function<Throwable, @Nullable String> view) {
        try {
            return String.valueOf(view.apply(failure));
        } catch (Throwable mute) {
            return failure.getClass().getName();
        }
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + '…';
    }
}
