package io.headrace.soak;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;

/** Says how far a soak is: in one line that is overwritten where somebody watches, else in a line every ten seconds. */
final class Progress {
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final PrintStream out;
    private final boolean watched = isWatched();
    private final long everyNanos = (watched ? OFTEN : SELDOM).toNanos();
    private long next = System.nanoTime() + everyNanos;
    private int width;

    Progress(PrintStream out) {
        this.out = out;
    }

    /** Whether it is time for another line. */
    boolean isDue() {
        return System.nanoTime() - next >= 0;
    }

    void show(String line) {
        next = System.nanoTime() + everyNanos;
        if (watched) {
            out.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** Ends the line that is overwritten. */
    void end() {
        if (watched && width > 0) {
            out.println();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // on Java 17 it is null where nobody watches
    private static boolean isWatched() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM"));
    }
}
