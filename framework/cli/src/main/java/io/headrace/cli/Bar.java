package io.headrace.cli;

import io.headrace.deadletter.Progress;
import io.headrace.time.Ticker;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help;

/** How far something long is, in one line that is drawn over, where somebody watches; else nothing. */
final class Bar implements Progress, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Ticker ticker = Ticker.system();
    private final PrintWriter out;
    private final boolean watched;
    private final String what;
    private final long startNanos = ticker.nanos();
    private long drawnNanos = startNanos; // nothing is drawn for what is quick
    private int length;

    Bar(Screen screen, String what) {
        this(screen.aside(), Help.Ansi.AUTO.enabled() && !screen.isJson(), what);
    }

    Bar(PrintWriter out, boolean watched, String what) {
        this.out = out;
        this.watched = watched;
        this.what = what;
    }

    @Override
    public void looked(long done, long of) {
        long now = ticker.nanos();
        if (!watched || now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        double share = of <= 0 ? 1 : Math.min(1, (double) done / of);
        int filled = (int) (share * WIDTH);
        String text = String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%  %,d of %,d %s  %,.0f/s",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                Math.floor(share * 100),
                done,
                of,
                what,
                done * 1e9 / Math.max(1, now - startNanos));
        draw(text);
    }

    /** Takes it away. */
    @Override
    public void close() {
        if (length > 0) {
            draw("");
            out.print('\r');
            out.flush();
        }
    }

    private void draw(String text) {
        out.print('\r' + text + " ".repeat(Math.max(0, length - text.length())));
        out.flush();
        length = text.length();
    }
}
