package io.headrace.cli;

import picocli.CommandLine.Command;

/** The books of replays. */
@Command(
        name = "replays",
        description = "The books: who replayed or removed which dead letters, and how far it is.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ReplaysListVerb.class,
            ReplaysShowVerb.class,
            ReplaysCancelVerb.class,
            ReplaysResumeVerb.class,
        })
final class ReplaysVerb {}
