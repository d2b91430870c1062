package io.headrace.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints the table of the run whose record is in this directory; ends with code 1 if a fault was not stood. */
final class PrintTable {
    private PrintTable() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        FaultTable table = new FaultTable(FaultRun.rows(directory));
        List<String> troubles = Files.readAllLines(FaultRun.troubles(directory));
        boolean failed = troubles.stream().anyMatch(trouble -> trouble.startsWith(FaultRun.FAILED));
        boolean over = Files.exists(FaultRun.markdown(directory));
        System.out.println(table.text());
        System.out.println();
        troubles.forEach(System.out::println);
        if (!over) {
            System.out.println(FaultRun.FAILED + "the run did not come to its end");
        }
        System.out.println(table.sum());
        if (!over || failed || table.rows().isEmpty()) {
            System.exit(1);
        }
    }
}
