package io.headrace.cli;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command that all verbs are below. */
@Command(
        name = "headrace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Streams, groups and dead letters on a Redis or Valkey server, and workers for them.",
        footer = {
            "",
            "The server is --url, else HEADRACE_URL, else redis://127.0.0.1:6379.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage.",
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GenerateCompletion.class})
final class HeadraceCommand {
    private static final Set<ErrorCode> USAGE =
            EnumSet.of(ErrorCode.BAD_URI, ErrorCode.NO_BROKER, ErrorCode.BAD_NAME, ErrorCode.BAD_OPTION);

    private HeadraceCommand() {}

    /** The command with all its verbs, printing there. */
    static CommandLine line(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new HeadraceCommand());
        Verbs.addTo(line);
        return line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(HeadraceCommand::misused)
                .setExecutionExceptionHandler(HeadraceCommand::failed);
    }

    /** One line says what is wrong: under the whole help nobody would find it. */
    private static int misused(ParameterException misuse, String[] args) {
        CommandLine line = misuse.getCommandLine();
        line.getErr().println(misuse.getMessage());
        UnmatchedArgumentException.printSuggestions(misuse, line.getErr());
        line.getErr().println("How to write it: " + line.getCommandSpec().qualifiedName() + " --help");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** One line says what failed and what to do; a stack trace would say where in the code, which helps nobody. */
    private static int failed(Exception failure, CommandLine line, ParseResult parsed) {
        line.getOut().flush();
        if (failure instanceof UsageException usage) {
            line.getErr().println(usage.getMessage());
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (failure instanceof HeadraceException known) {
            line.getErr().println(known.getMessage() + Suggestion.after(known, line.getParseResult()));
            return USAGE.contains(known.code())
                    ? line.getCommandSpec().exitCodeOnInvalidInput()
                    : line.getCommandSpec().exitCodeOnExecutionException();
        }
        boolean told = failure instanceof UncheckedIOException;
        line.getErr().println(told ? failure.getMessage() : "Internal error: " + failure);
        if (!told) {
            failure.printStackTrace(line.getErr());
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
