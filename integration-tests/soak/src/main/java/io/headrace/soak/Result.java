package io.headrace.soak;

import io.headrace.testkit.LossReport;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a soak came to.
 *
 * @param duration how long faults struck
 * @param books what is known of the messages
 * @param faults what struck
 * @param dead messages that had become dead letters and were replayed, each with its reason; none is expected
 * @param troubles what went wrong besides; none is expected
 */
record Result(Duration duration, Books books, Faults faults, List<String> dead, List<String> troubles) {
    private static final String BY_CRASH = "CRASH";

    /**
     * How often each kind of fault struck.
     *
     * @param kills of a worker
     * @param freezes of a worker
     * @param cuts of a connection, with or without the reply to a request
     * @param restarts of the server after a kill
     */
    record Faults(int kills, int freezes, long cuts, int restarts) {
        long total() {
            return kills + freezes + cuts + restarts;
        }
    }

    /** What must not be, one line each. */
    List<String> problems() {
        Stream<String> strangeDeaths =
                dead.stream().filter(letter -> !letter.endsWith(BY_CRASH)).map(letter -> "dead letter: " + letter);
        return Stream.of(books.problems().stream(), strangeDeaths, troubles.stream())
                .flatMap(each -> each)
                .toList();
    }

    /** Prints a table, the problems if there are any, and the summary as the last line. */
    void print(PrintStream out) {
        LossReport report = books.report();
        row(out, "sends confirmed", report.confirmed());
        row(out, "sends unknown", books.unknown().size());
        row(out, "sends refused", books.refused().size());
        row(out, "messages handled", books.handled().size());
        row(out, "handled again", report.duplicates().size());
        row(out, "bills emitted", books.bills().size());
        row(out, "dead letters", dead.size());
        row(out, "workers killed", faults.kills());
        row(out, "workers frozen", faults.freezes());
        row(out, "connections cut", faults.cuts());
        row(out, "server killed", faults.restarts());
        dead.forEach(letter -> out.println("replayed: " + letter));
        problems().forEach(problem -> out.println("problem: " + problem));
        out.println(summary(report));
    }

    private String summary(LossReport report) {
        return "soak: %s minutes, %d sent, %d handled, %d faults, %d lost, %d duplicates, %d effects twice"
                .formatted(
                        minutes(),
                        report.confirmed(),
                        books.handled().size(),
                        faults.total(),
                        Books.lost(report).size(),
                        report.duplicates().size(),
                        report.effectsTwice().size());
    }

    private String minutes() {
        return BigDecimal.valueOf(duration.toSeconds())
                .divide(BigDecimal.valueOf(60), 1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void row(PrintStream out, String name, long count) {
        out.printf("%-17s %9d%n", name, count);
    }
}
