package io.headrace.benchmarks;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows the progress: in one line that is overwritten where somebody watches, else a line for each run that ended. */
final class ProgressLine implements Progress {
    private final PrintStream out;
    private final boolean watched = isWatched();
    private final long begin = System.nanoTime();
    private int width;

    ProgressLine(PrintStream out) {
        this.out = out;
    }

    @Override
    public void running(String what) {
        if (watched) {
            redraw(line(what));
        }
    }

    @Override
    public void ran(String what) {
        if (watched) {
            redraw(line(what));
        } else {
            out.println(line(what));
        }
    }

    /** Makes room for something else to be printed. */
    void clear() {
        if (watched) {
            redraw("");
            out.print('\r');
        }
        out.flush();
    }

    private void redraw(String line) {
        out.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    private String line(String what) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        return String.format(Locale.ROOT, "%2d:%02d  %s", seconds / 60, seconds % 60, what);
    }

    @SuppressWarnings("SystemConsoleNull") // on Java 17 it is null where nobody watches
    private static boolean isWatched() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM"));
    }
}
