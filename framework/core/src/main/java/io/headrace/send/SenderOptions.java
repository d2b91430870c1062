package io.headrace.send;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import java.time.Duration;

/**
 * How a sender sends. An immutable value; every method returns a changed copy.
 *
 * @param durability  what a send waits for before it is confirmed; {@link Durability#memory} unless set
 * @param dedupWindow how long the server remembers an id of {@link Sender#sendOnce}, 1 minute to 30 days; 10 minutes unless
 *                    set. A send is repeated for half of it
 * @param maxBlock    how long a send may wait for room in the buffer, 0 to 1 hour; 5 s unless set
 */
public record SenderOptions(Durability durability, Duration dedupWindow, Duration maxBlock) {
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(1);

    /** The defaults. */
    public static final SenderOptions DEFAULTS =
            new SenderOptions(Durability.memory(), Duration.ofMinutes(10), Duration.ofSeconds(5));

    public SenderOptions {
        check("dedupWindow", dedupWindow, Duration.ofMinutes(1), LONGEST_WINDOW);
        check("maxBlock", maxBlock, Duration.ZERO, LONGEST_BLOCK);
    }

    /** What a send waits for before it is confirmed. */
    public SenderOptions durability(Durability durability) {
        return new SenderOptions(durability, dedupWindow, maxBlock);
    }

    /** How long the server remembers an id of {@link Sender#sendOnce}. */
    public SenderOptions dedupWindow(Duration dedupWindow) {
        return new SenderOptions(durability, dedupWindow, maxBlock);
    }

    /** How long a send may wait for room in the buffer. */
    public SenderOptions maxBlock(Duration maxBlock) {
        return new SenderOptions(durability, dedupWindow, maxBlock);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, name + " is " + value + ", but must be " + least + " to " + most + ".");
        }
    }
}
