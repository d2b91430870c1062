package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Pause;
import io.headrace.operate.GroupReport;
import io.headrace.operate.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists a stream's groups. */
@Command(name = "groups", description = "Lists a stream's groups and what each has still to do.")
final class GroupsVerb extends Verb {
    @Parameters(paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        Operator operator = headrace.operator();
        List<GroupReport> groups = operator.groups(stream);
        Listing listing = new Listing(
                Column.text("GROUP", "group"),
                Column.number("LAG", "lag"),
                Column.number("LANE LAG", "laneLag"),
                Column.text("", "lagEstimated"),
                Column.number("PENDING", "pending"),
                Column.number("PARKED", "parked"),
                Column.number("DUE", "due"),
                Column.number("DEAD", "dead"),
                Column.number("LOST", "lost"),
                Column.number("WORKERS", "workersAlive"),
                Column.text("STATE", ""),
                Column.text("", "missing"),
                Column.text("", "paused"));
        for (GroupReport report : limit.of(groups)) {
            add(listing, report, pauseOf(operator, report));
        }
        screen.show(listing, "Stream \"" + stream + "\" has no groups. A worker that starts creates its own.");
        limit.tellRest(screen, groups);
        return DONE;
    }

    private @Nullable Pause pauseOf(Operator operator, GroupReport report) {
        return report.status() == null
                ? null
                : operator.paused(new GroupRef(stream, report.group().name()));
    }

    private static void add(Listing listing, GroupReport report, @Nullable Pause pause) {
        GroupStatus status = report.status();
        String name = report.group().name();
        boolean missing = !report.group().present();
        if (status == null) {
            String state = missing ? "missing" : "not a name for Headrace";
            listing.row(name, null, null, null, null, null, null, null, null, null, state, missing, false);
            return;
        }
        listing.row(
                name,
                new Count(status.lag(), status.lagEstimated()),
                new Count(status.laneLag(), status.lagEstimated()),
                status.lagEstimated(),
                status.pending(),
                status.parked(),
                status.due(),
                status.dead(),
                status.lost(),
                status.workersAlive(),
                pause == null ? "" : Pausing.text(pause),
                missing,
                pause != null);
    }
}
