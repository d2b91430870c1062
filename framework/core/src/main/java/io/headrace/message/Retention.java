package io.headrace.message;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;

/**
 * What workers remove from a stream. An immutable value. Nothing unless set: {@link #keep}.
 *
 * @param kind   the rule
 * @param age    least age that an entry reaches, whoever is done with it; zero for none
 * @param length about how many entries are left by {@link #lossyMaxLen}, else 0
 */
public record Retention(Kind kind, Duration age, long length) {
    /** The rules. */
    public enum Kind {
        /** Nothing is removed. */
        KEEP,
        /** What every group has settled is removed. */
        ACKED,
        /** What the only group has settled is removed at once. */
        QUEUE,
        /** The oldest are removed, whoever needs them. */
        LOSSY
    }

    /** Nothing is ever removed: the default. */
    public static Retention keep() {
        return new Retention(Kind.KEEP, Duration.ZERO, 0);
    }

    /**
     * What every group has settled is removed, soon and in whole blocks of the server's. A group that is missing on the
     * server, but was not given up, counts with its checkpoint; so a group that nobody works for holds everything back,
     * which health reports after 10 minutes.
     */
    public static Retention acked() {
        return new Retention(Kind.ACKED, Duration.ZERO, 0);
    }

    /**
     * Like {@link #acked}, but nothing younger than this is removed, by the server's clock.
     *
     * @throws HeadraceException if the age is negative
     */
    public static Retention atLeast(Duration age) {
        if (age.isNegative()) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "age is " + age + ", but must not be negative.");
        }
        return new Retention(Kind.ACKED, age, 0);
    }

    /**
     * An entry is removed by the same step that settles it, while the stream has one group; with a second one it is as
     * {@link #acked}.
     */
    public static Retention queue() {
        return new Retention(Kind.QUEUE, Duration.ZERO, 0);
    }

    /**
     * About this many entries are left. <b>Loses messages</b>: those that no group has read or settled are removed, too; a
     * group counts those that it had read as lost.
     *
     * @throws HeadraceException if the length is below 1
     */
    public static Retention lossyMaxLen(long length) {
        if (length < 1) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "lossyMaxLen is " + length + ", but must be at least 1.");
        }
        return new Retention(Kind.LOSSY, Duration.ZERO, length);
    }

    /** Whether anything is ever removed. */
    public boolean trims() {
        return kind != Kind.KEEP;
    }

    /** Whether messages are removed that somebody needs. */
    public boolean isLossy() {
        return kind == Kind.LOSSY;
    }

    /** Whether an entry goes when it is settled. */
    public boolean isQueue() {
        return kind == Kind.QUEUE;
    }
}
