package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a replay changes the data. */
final class EditOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Change change;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "json",
            description =
                    "How the data is written, for --merge-patch: json, msgpack, or fields for entries of other programs."
                            + " Default: ${DEFAULT-VALUE}.")
    private LetterEdit.Form codec = LetterEdit.Form.JSON;

    private static final class Change {
        @Option(
                names = "--merge-patch",
                paramLabel = "JSON",
                description = "Change the data by this JSON merge patch (RFC 7396): '{\"cents\": 5, \"typo\": null}'.")
        private @Nullable String mergePatch;

        @Option(names = "--data", paramLabel = "TEXT", description = "Put this text in place of the data.")
        private @Nullable String data;

        @Option(names = "--data-file", paramLabel = "FILE", description = "Put the file's bytes in place of the data.")
        private @Nullable Path dataFile;
    }

    /** The edit, or {@code null} if nothing is to be changed. */
    @Nullable
    LetterEdit edit() {
        if (change == null) {
            return null;
        }
        if (change.mergePatch != null) {
            return LetterEdit.mergePatch(codec, change.mergePatch);
        }
        return LetterEdit.data(change.data != null ? change.data.getBytes(UTF_8) : bytes());
    }

    private byte[] bytes() {
        Path file = change == null ? null : change.dataFile;
        try {
            return file == null ? new byte[0] : Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + file + ": " + failure.getMessage(), failure);
        }
    }
}
