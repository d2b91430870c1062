package io.headrace.cli;

import io.headrace.broker.Pause;
import org.jspecify.annotations.Nullable;

/** A pause in words. */
final class Pausing {
    private static final Column UNTIL = Column.moment("UNTIL", "until");

    private Pausing() {}

    /** For example {@code paused by anne until 2026-01-31 12:00:00: database moves}. */
    static String text(Pause pause) {
        return "paused by " + pause.by() + until(pause) + (pause.reason().isEmpty() ? "" : ": " + pause.reason());
    }

    /** When it ends by itself, or nothing if it does not. */
    static String until(Pause pause) {
        return pause.untilMillis() == 0 ? "" : " until " + UNTIL.forPeople(pause.untilMillis()) + " UTC";
    }

    static @Nullable Long untilMillis(Pause pause) {
        return pause.untilMillis() == 0 ? null : pause.untilMillis();
    }
}
