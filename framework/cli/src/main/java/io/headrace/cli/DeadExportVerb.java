package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.deadletter.DeadLetters;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes dead letters to a file. */
@Command(name = "export", description = "Writes dead letters as JSON lines, byte for byte. They stay where they are.")
final class DeadExportVerb extends Verb {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Mixin
    private GroupArguments group = new GroupArguments();

    @Parameters(index = "2", paramLabel = "FILE", description = "A new file, or - for the standard output.")
    private Path file = STANDARD_OUTPUT;

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Override
    int run(Headrace headrace, Screen screen) throws IOException {
        DeadLetters<byte[]> letters = Letters.of(headrace, group.ref());
        long written;
        try (OutputStream out = open();
                Bar bar = new Bar(screen, "dead letters")) {
            written = letters.export(filter.filter(List.of()), out, bar);
        }
        if (!file.equals(STANDARD_OUTPUT)) {
            screen.tell(
                    String.format(Locale.ROOT, "%,d dead letters are in %s.", written, file),
                    new Facts()
                            .add(Column.number("exported", "exported"), written)
                            .add(Column.text("file", "file"), file.toString()));
        }
        return DONE;
    }

    private OutputStream open() throws IOException {
        if (file.equals(STANDARD_OUTPUT)) {
            return new FilterOutputStream(new BufferedOutputStream(System.out)) {
                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
        try {
            return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        } catch (FileAlreadyExistsException exists) {
            throw new UsageException(file + " exists already, and is not overwritten. Choose another name.");
        }
    }
}
