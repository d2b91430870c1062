package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands in this process, as a user would, against a server. What they print is compared to files of
 * {@code src/test/resources/golden}; {@code -DargLine=-Dgolden.write=true} writes these files anew, to be read before they
 * are committed.
 */
final class Terminal {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private final String url;

    Terminal(String url) {
        this.url = url;
    }

    /** What a command printed, and its exit code. */
    record Result(int code, String out, String err) {
        /** Fails unless the command went well. */
        Result ok() {
            assertThat(code).as(err).isZero();
            return this;
        }

        /**
         * Fails unless it printed what this file holds. Where something differs each time, {@code replacements} are regular
         * expressions and what to put for them, in turn.
         */
        void matches(String file, String... replacements) {
            String actual = "exit code " + code + "\n" + out + (err.isEmpty() ? "" : "--- err\n" + err);
            for (int i = 0; i < replacements.length; i += 2) {
                actual = actual.replaceAll(replacements[i], replacements[i + 1]);
            }
            Path golden = GOLDEN.resolve(file);
            try {
                if (Boolean.getBoolean("golden.write")) {
                    Files.createDirectories(golden.getParent());
                    Files.writeString(golden, actual);
                }
                assertThat(actual).isEqualTo(Files.readString(golden));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    Result run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> args = new ArrayList<>(List.of(words));
        int endOfOptions = args.indexOf("--");
        args.addAll(endOfOptions < 0 ? args.size() : endOfOptions, List.of("--url", url));
        int code = HeadraceCommand.line(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
        return new Result(
                code, out.toString(), err.toString().replace(url.replaceFirst("^redis://(.*@)?", ""), "<server>"));
    }
}
