package io.headrace.examples.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param redis the server to use, or {@code null} for an embedded one
 */
record Arguments(@Nullable String redis, boolean help) {
    static final String HELP = """
            Counts the page views of a web server's access log (10,000 lines) with Headrace.

              --redis URI   use this server, for example redis://127.0.0.1:6379
                            (default: start an embedded one)
              --help        print this and exit

            With Maven: ./mvnw -q -Pdemo -Ddemo.args="--redis redis://127.0.0.1:6379"
            """;

    /** Reads the command line; the last of repeated options counts. */
    static Arguments parse(String... args) throws BadArgumentException {
        String redis = null;
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help" -> help = true;
                case "--redis" -> redis = value(args, ++i);
                default ->
                    throw new BadArgumentException(
                            "Unknown argument \"" + args[i] + "\"; --help lists those there are.");
            }
        }
        return new Arguments(redis, help);
    }

    private static String value(String[] args, int index) {
        if (index == args.length || args[index].startsWith("--")) {
            throw new BadArgumentException("--redis needs a URI after it, for example redis://127.0.0.1:6379.");
        }
        return args[index];
    }

    /** A command line that makes no sense; the message says why, in one line. */
    static final class BadArgumentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadArgumentException(String problem) {
            super(problem);
        }
    }
}
