package io.headrace.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows of a run, for people. */
record FaultTable(List<Row> rows) {
    private static final List<String> HEADS = List.of(
            "fault",
            "server",
            "confirmed",
            "lost",
            "destroyed",
            "duplicates",
            "effects twice",
            "recovery",
            "how it is known that it struck");
    private static final int FIRST_FIGURE = 2;
    private static final int LAST_FIGURE = 7;

    FaultTable {
        rows = List.copyOf(rows);
    }

    /** Aligned columns; the proofs, which are long, are left out. */
    String text() {
        List<List<String>> lines = lines();
        return lines.stream()
                .map(cells -> IntStream.rangeClosed(0, LAST_FIGURE)
                        .mapToObj(i -> padded(cells.get(i), width(lines, i), i >= FIRST_FIGURE))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    /** A table in Markdown. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(HEADS));
        lines.add(markdown(IntStream.range(0, HEADS.size())
                .mapToObj(i -> i >= FIRST_FIGURE && i <= LAST_FIGURE ? "--:" : "---")
                .toList()));
        rows.forEach(row -> lines.add(markdown(row.cells())));
        return String.join("\n", lines) + "\n";
    }

    /** {@code faults: 40 staged, 0 lost}: rows, and messages lost in all of them. */
    String sum() {
        return "faults: " + rows.size() + " staged, "
                + rows.stream().mapToInt(Row::lost).sum() + " lost";
    }

    private List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADS);
        rows.forEach(row -> lines.add(row.cells()));
        return lines;
    }

    private static int width(List<List<String>> lines, int column) {
        return Collections.max(
                lines.stream().map(cells -> cells.get(column).length()).toList());
    }

    private static String padded(String cell, int width, boolean right) {
        String space = " ".repeat(width - cell.length());
        return right ? space + cell : cell + space;
    }

    private static String markdown(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
