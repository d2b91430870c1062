package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds dead letters from a file. */
@Command(
        name = "import",
        description =
                "Adds dead letters that were exported from this group. They get new ids; twice imported is there twice.")
final class DeadImportVerb extends Verb {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Mixin
    private GroupArguments group = new GroupArguments();

    @Parameters(index = "2", paramLabel = "FILE", description = "The file, or - for the standard input.")
    private Path file = STANDARD_INPUT;

    @Override
    int run(Headrace headrace, Screen screen) throws IOException {
        GroupRef ref = group.ref();
        headrace.operator().group(ref);
        try (InputStream in = open()) {
            long added = Letters.of(headrace, ref).importFrom(in);
            screen.tell(
                    String.format(Locale.ROOT, "%,d dead letters were added to %s.", added, ref),
                    new Facts().add(Column.number("imported", "imported"), added));
        }
        return DONE;
    }

    private InputStream open() throws IOException {
        try {
            return new BufferedInputStream(file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file));
        } catch (NoSuchFileException missing) {
            throw new UsageException("There is no file " + file + ". Nothing was added.");
        }
    }
}
