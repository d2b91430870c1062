package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.RunReport;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists replays and removals. */
@Command(name = "ls", description = "Lists replays and removals, the newest last.")
final class ReplaysListVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Option(
            names = "--limit",
            defaultValue = "20",
            description = "The newest ones, so many. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        List<RunReport> runs = Letters.of(headrace, ref).runs();
        Listing listing = new Listing(
                Column.text("ID", "id"),
                Column.moment("STARTED (UTC)", "startedAt"),
                Column.text("BY", "by"),
                Column.text("KIND", "kind"),
                Column.text("STATE", "state"),
                Column.number("TAKEN", "moved"),
                Column.number("GONE", "missed"),
                Column.number("LEFT", "failed"),
                Column.moment("LAST STEP", "lastStepAt"),
                Column.text("FILTER", "filter"));
        for (RunReport run : runs.subList(Math.max(0, runs.size() - Limit.checked(limit)), runs.size())) {
            listing.row(
                    run.id(),
                    run.startedAt().toEpochMilli(),
                    run.by(),
                    run.kind().name(),
                    run.state().phase().name(),
                    run.state().moved(),
                    run.state().missed(),
                    run.state().failed(),
                    run.state().atMillis(),
                    run.filter().toString());
        }
        screen.show(listing, "Nothing of " + ref + " was replayed or removed.");
        return DONE;
    }
}
