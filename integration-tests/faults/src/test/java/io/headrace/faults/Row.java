package io.headrace.faults;

import io.headrace.testkit.LossReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What became of one fault on one server.
 *
 * @param recoveryMillis from the fault's end, or the kill, until everything confirmed was handled or a dead letter
 * @param proof how it is known that the fault struck
 */
record Row(
        String fault,
        String server,
        int confirmed,
        int lost,
        int destroyed,
        int duplicates,
        int effectsTwice,
        long recoveryMillis,
        String proof) {
    private static final String FILE = "fault-rows.tsv";

    static Row of(String fault, String server, LossReport report, long recoveryMillis, String proof) {
        return new Row(
                fault,
                server,
                report.confirmed(),
                report.lost().size(),
                report.destroyed().size(),
                report.duplicates().size(),
                report.effectsTwice().size(),
                recoveryMillis,
                proof);
    }

    /** Where the rows of a run are, one a line, as the run goes. */
    static Path file(Path directory) {
        return directory.resolve(FILE);
    }

    static Row parse(String line) {
        List<String> cells = Arrays.asList(line.split("\t", -1));
        return new Row(
                cells.get(0),
                cells.get(1),
                Integer.parseInt(cells.get(2)),
                Integer.parseInt(cells.get(3)),
                Integer.parseInt(cells.get(4)),
                Integer.parseInt(cells.get(5)),
                Integer.parseInt(cells.get(6)),
                Long.parseLong(cells.get(7)),
                cells.get(8));
    }

    String line() {
        return String.join(
                "\t",
                fault,
                server,
                "" + confirmed,
                "" + lost,
                "" + destroyed,
                "" + duplicates,
                "" + effectsTwice,
                "" + recoveryMillis,
                proof);
    }

    /** Its cells, as the table has them. */
    List<String> cells() {
        return List.of(
                fault,
                server,
                "" + confirmed,
                "" + lost,
                "" + destroyed,
                "" + duplicates,
                "" + effectsTwice,
                "%d.%d s".formatted(recoveryMillis / 1000, recoveryMillis % 1000 / 100),
                proof);
    }
}
