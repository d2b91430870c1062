package io.headrace.deadletter;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to replay. An immutable value; every method returns a changed copy.
 *
 * @param perSecond at most so many letters each second; 0, which is the default, for as fast as it goes
 * @param edit      how the data is changed; {@code null}, which is the default, for not at all
 * @param by        who replays, kept with it; the user of the process unless set
 * @param patience  how long the server may be away before the replay stops where it is; 30 s unless set
 */
public record ReplayOptions<T>(int perSecond, @Nullable Edit<T> edit, String by, Duration patience) {
    public ReplayOptions {
        if (perSecond < 0) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "perSecond is " + perSecond + ", but must not be negative; 0 is no limit.");
        }
        if (patience.isNegative()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "patience is " + patience + ", but must not be negative.");
        }
    }

    /** The defaults. */
    public static <T> ReplayOptions<T> defaults() {
        return new ReplayOptions<>(0, null, System.getProperty("user.name", "unknown"), Duration.ofSeconds(30));
    }

    /** At most so many letters each second; 0 for as fast as it goes. */
    public ReplayOptions<T> perSecond(int perSecond) {
        return new ReplayOptions<>(perSecond, edit, by, patience);
    }

    /** How the data is changed. */
    public ReplayOptions<T> edit(Edit<T> edit) {
        return new ReplayOptions<>(perSecond, edit, by, patience);
    }

    /** Who replays. */
    public ReplayOptions<T> by(String by) {
        return new ReplayOptions<>(perSecond, edit, by, patience);
    }

    /** How long the server may be away. */
    public ReplayOptions<T> patience(Duration patience) {
        return new ReplayOptions<>(perSecond, edit, by, patience);
    }
}
