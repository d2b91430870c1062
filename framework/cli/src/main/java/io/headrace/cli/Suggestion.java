package io.headrace.cli;

import io.headrace.error.HeadraceException;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/** What to type next. */
final class Suggestion {
    private Suggestion() {}

    /** A command to copy, with quotes where a shell needs them. */
    static String command(String... words) {
        return Arrays.stream(words).map(Suggestion::quoted).collect(Collectors.joining(" ", "headrace ", ""));
    }

    /** What helps after this failure of a command, or nothing. */
    static String after(HeadraceException failure, ParseResult parsed) {
        return switch (failure.code()) {
            case NO_STREAM -> " See which there are: " + command("streams");
            case NO_GROUP -> " See which there are: " + command("groups", parsed.matchedPositionalValue(0, "STREAM"));
            case UNREACHABLE -> " Another server: --url redis://<host>:<port>, or HEADRACE_URL.";
            case NO_PERMISSION -> " Which one: ACL LOG on the server says it.";
            case WORKERS_ALIVE -> " To force it: --force.";
            default -> "";
        };
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._:/@=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
