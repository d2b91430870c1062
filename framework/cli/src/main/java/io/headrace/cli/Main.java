package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;

/** Starts the {@code headrace} command; exit code 0 for success, 1 for a failure, 2 for wrong usage. */
public final class Main {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    /** Runs one command and ends the JVM. */
    public static void main(String[] args) {
        if (System.getProperty(LEVEL) == null) { // before the first logger is asked for
            System.setProperty(LEVEL, List.of(args).contains("worker") ? "info" : "error");
        }
        PrintWriter out = new PrintWriter(System.out, false, UTF_8);
        int code = run(out, new PrintWriter(System.err, true, UTF_8), args);
        System.exit(code);
    }

    /** Runs one command, which prints there; returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        int code = HeadraceCommand.line(out, err).execute(args);
        out.flush();
        return code;
    }
}
