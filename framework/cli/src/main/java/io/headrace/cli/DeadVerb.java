package io.headrace.cli;

import picocli.CommandLine.Command;

/** What can be done with dead letters. */
@Command(
        name = "dead",
        description = "Looks at dead letters, replays, removes, exports and imports them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadListVerb.class,
            DeadFacetsVerb.class,
            DeadShowVerb.class,
            DeadReplayVerb.class,
            DeadDiscardVerb.class,
            DeadExportVerb.class,
            DeadImportVerb.class,
        })
final class DeadVerb {}
