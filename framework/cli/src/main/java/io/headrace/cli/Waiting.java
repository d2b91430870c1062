package io.headrace.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits between two looks of somebody who watches, until the thread is interrupted. */
final class Waiting {
    private final @Nullable Duration interval;

    /** Without an interval there is one look only. */
    Waiting(@Nullable Duration interval) {
        this.interval = interval;
    }

    /** Waits; tells whether to look once more. */
    boolean passes() {
        if (interval == null) {
            return false;
        }
        try {
            Thread.sleep(interval.toMillis());
            return true;
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
