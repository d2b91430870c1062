package io.headrace.examples.accesslog;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows the progress in one line, redrawn at most ten times a second. Where nobody watches (a file, a pipe) it prints a
 * whole line at each quarter instead.
 */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PrintStream out;
    private final boolean live;
    private final LongSupplier nanoTime;
    private boolean started;
    private long startedNanos;
    private long drawnNanos;
    private long printedQuarters;
    private boolean complete;

    ProgressBar(PrintStream out, boolean live, LongSupplier nanoTime) {
        this.out = out;
        this.live = live;
        this.nanoTime = nanoTime;
    }

    @Override
    public void handled(long done, long total) {
        if (complete) {
            return;
        }
        if (!started) {
            started = true;
            startedNanos = nanoTime.getAsLong();
            drawnNanos = startedNanos - REDRAW_NANOS;
        }
        complete = done == total;
        if (live) {
            redraw(done, total);
        } else {
            printQuarter(done, total);
        }
    }

    private void redraw(long done, long total) {
        long now = nanoTime.getAsLong();
        if (complete || now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            out.print('\r' + text(done, total) + (complete ? System.lineSeparator() : ""));
            out.flush();
        }
    }

    private void printQuarter(long done, long total) {
        long quarters = total == 0 ? 4 : 4 * done / total;
        if (quarters > printedQuarters) {
            printedQuarters = quarters;
            out.println(text(done, total));
        }
    }

    private String text(long done, long total) {
        double share = total == 0 ? 1 : (double) done / total;
        int filled = (int) (share * WIDTH);
        long elapsedNanos = Math.max(1, nanoTime.getAsLong() - startedNanos);
        double perSecond = done * 1e9 / elapsedNanos;
        String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        return String.format(
                Locale.ROOT,
                "  [%s] %3.0f %%  %,d of %,d lines  %,.0f/s  ",
                bar,
                Math.floor(share * 100),
                done,
                total,
                perSecond);
    }
}
