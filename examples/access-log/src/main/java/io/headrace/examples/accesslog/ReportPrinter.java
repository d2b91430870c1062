package io.headrace.examples.accesslog;

import io.headrace.examples.accesslog.AccessLogReport.DeadLine;
import io.headrace.examples.accesslog.AccessLogReport.Figures;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what the job found: the first pass, the dead letters with their repair, the final sum. */
final class ReportPrinter {
    private static final int TAIL = 60;

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(AccessLogReport report) {
        printFirstPass(report);
        report.deadLines().forEach(this::printDeadLine);
        printSum(report.before(), report.after());
    }

    private void printFirstPass(AccessLogReport report) {
        Figures figures = report.before();
        Traffic.Totals traffic = figures.traffic();
        String rate = String.format(
                Locale.ROOT,
                "%,d messages on two streams in %.2f s",
                report.messages(),
                report.elapsed().toMillis() / 1e3);
        out.println();
        new Table()
                .row("lines", figures.lines())
                .row("parsed", figures.parsed())
                .row("dead-lettered", figures.deadLettered())
                .row("distinct clients", traffic.distinctClients())
                .row("bytes", traffic.bytes())
                .row("messages/s", rate, report.messagesPerSecond())
                .print(out);
        out.println();
        new Table().bars(traffic.topTargets()).print(out);
        out.println();
        new Table().bars(traffic.statusClasses()).print(out);
    }

    private void printDeadLine(DeadLine line) {
        out.println();
        out.printf(Locale.ROOT, "Line %,d is a dead letter of the group \"%s\":%n", line.number(), Pipeline.PARSER);
        out.println("  message  " + line.messageId());
        out.println("  reason   " + line.reason());
        out.println("  error    " + line.error());
        out.println("  ends     " + tail(line.text()));
        out.println("  repair   " + tail(line.text()) + Pipeline.CLOSING_QUOTE + "   replayed");
    }

    private void printSum(Figures before, Figures after) {
        out.println();
        Table table = new Table()
                .heading("before", "after the repair")
                .row("lines", before.lines(), after.lines())
                .row("parsed", before.parsed(), after.parsed())
                .row("dead-lettered", before.deadLettered(), after.deadLettered())
                .row(
                        "distinct clients",
                        before.traffic().distinctClients(),
                        after.traffic().distinctClients())
                .row("bytes", before.traffic().bytes(), after.traffic().bytes());
        for (Traffic.Count status : after.traffic().statusClasses()) {
            table.row(status.name(), countOf(status.name(), before.traffic().statusClasses()), status.count());
        }
        table.print(out);
    }

    private static long countOf(String name, List<Traffic.Count> counts) {
        return counts.stream()
                .filter(count -> count.name().equals(name))
                .mapToLong(Traffic.Count::count)
                .sum();
    }

    private static String tail(String text) {
        return text.length() <= TAIL ? text : "..." + text.substring(text.length() - TAIL);
    }
}
