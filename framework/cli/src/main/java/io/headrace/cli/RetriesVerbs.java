package io.headrace.cli;

import picocli.CommandLine.Command;

/** The verbs for messages that wait for a retry. */
@Command(
        name = "retries",
        description = "Messages that failed and wait for their next attempt.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RetriesListVerb.class, RetriesNowVerb.class})
final class RetriesVerbs {}
