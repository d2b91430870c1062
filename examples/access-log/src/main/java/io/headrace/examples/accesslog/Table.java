package io.headrace.examples.accesslog;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Rows of a label, numbers and a note: labels flush left, numbers grouped and flush right, notes as they are. */
final class Table {
    private static final int WIDEST_BAR = 24;

    private final List<Row> rows = new ArrayList<>();

    /** A row of words above the columns of numbers. */
    Table heading(String... words) {
        rows.add(new Row("", List.of(words), ""));
        return this;
    }

    Table row(String label, long... numbers) {
        return row(label, "", numbers);
    }

    Table row(String label, String note, long... numbers) {
        rows.add(new Row(label, Arrays.stream(numbers).mapToObj(Table::grouped).toList(), note));
        return this;
    }

    /** One row per count, each with a bar in proportion to the largest. */
    Table bars(List<Traffic.Count> counts) {
        long largest = counts.stream().mapToLong(Traffic.Count::count).max().orElse(0);
        counts.forEach(count -> row(count.name(), bar(count.count(), largest), count.count()));
        return this;
    }

    void print(PrintStream out) {
        int labelWidth = widest(rows.stream().map(Row::label));
        int columns = rows.stream().mapToInt(row -> row.cells.size()).max().orElse(0);
        int[] widths = new int[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            widths[i] = widest(
                    rows.stream().filter(row -> column < row.cells.size()).map(row -> row.cells.get(column)));
        }
        rows.forEach(row -> out.println(row.text(labelWidth, widths)));
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String bar(long count, long largest) {
        long width = largest == 0 ? 0 : Math.round((double) count * WIDEST_BAR / largest);
        return "#".repeat((int) Math.max(count == 0 ? 0 : 1, width));
    }

    private static int widest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    private record Row(String label, List<String> cells, String note) {
        String text(int labelWidth, int[] widths) {
            StringBuilder text = new StringBuilder("  ").append(label).append(" ".repeat(labelWidth - label.length()));
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i);
                text.append(" ".repeat(2 + widths[i] - cell.length())).append(cell);
            }
            return text.append("  ").append(note).toString().stripTrailing();
        }
    }
}
