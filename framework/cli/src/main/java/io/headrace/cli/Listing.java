package io.headrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of one kind: a table for people, a JSON object on each line for programs. */
final class Listing {
    private static final int WIDEST = 72;
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    Listing(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row: a value for each column. */
    Listing row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        rows.add(Arrays.asList(values));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<Map<String, @Nullable Object>> forPrograms() {
        return rows.stream().map(this::object).toList();
    }

    private Map<String, @Nullable Object> object(List<@Nullable Object> row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isForPrograms()) {
                object.put(columns.get(i).name(), columns.get(i).forPrograms(row.get(i)));
            }
        }
        return object;
    }

    /** The titles, then the rows. */
    List<String> forPeople() {
        List<Integer> shown = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).isForPeople())
                .boxed()
                .toList();
        List<List<String>> cells = new ArrayList<>();
        cells.add(shown.stream().map(i -> columns.get(i).title()).toList());
        for (List<@Nullable Object> row : rows) {
            cells.add(shown.stream()
                    .map(i -> cut(columns.get(i).forPeople(row.get(i))))
                    .toList());
        }
        int[] widths = new int[shown.size()];
        cells.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        boolean[] right = new boolean[shown.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = columns.get(shown.get(i)).isRightAligned();
        }
        return cells.stream().map(line -> text(line, widths, right)).toList();
    }

    private static String text(List<String> cells, int[] widths, boolean[] right) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            text.append(i == 0 ? "" : GAP).append(right[i] ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return text.toString().stripTrailing();
    }

    /** One line, and no control characters: what is in a message must not steer somebody's terminal. */
    static String line(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
    }

    private static String cut(String text) {
        String line = line(text);
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + '…';
    }
}
