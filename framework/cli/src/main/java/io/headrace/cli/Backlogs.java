package io.headrace.cli;

import io.headrace.broker.GroupStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What groups have still to settle. */
final class Backlogs {
    private final List<Backlog> all = new ArrayList<>();

    /** Of one group; without a status if it is missing. */
    private record Backlog(
            String stream, String group, @Nullable GroupStatus status) {}

    void add(String stream, String group, @Nullable GroupStatus status) {
        all.add(new Backlog(stream, group, status));
    }

    Listing listing() {
        Listing listing = new Listing(
                Column.text("STREAM", "stream"),
                Column.text("GROUP", "group"),
                Column.number("BACKLOG", "backlog"),
                Column.number("LAG", "lag"),
                Column.number("LANE LAG", "laneLag"),
                Column.text("", "lagEstimated"),
                Column.number("PENDING", "pending"),
                Column.number("WORKERS", "workersAlive"),
                Column.moment("", "at"));
        all.forEach(each -> add(listing, each));
        return listing;
    }

    private static void add(Listing listing, Backlog each) {
        GroupStatus status = each.status();
        if (status == null) {
            listing.row(each.stream(), each.group(), null, null, null, null, null, null, null);
            return;
        }
        listing.row(
                each.stream(),
                each.group(),
                new Count(status.backlog(), status.lagEstimated()),
                new Count(status.lag(), status.lagEstimated()),
                new Count(status.laneLag(), status.lagEstimated()),
                status.lagEstimated(),
                status.pending(),
                status.workersAlive(),
                status.nowMillis());
    }

    /** A sentence for each that is above this. */
    List<String> above(long most) {
        List<String> sentences = new ArrayList<>();
        for (Backlog each : all) {
            GroupStatus status = each.status();
            String whose = "Backlog of group \"" + each.group() + "\" of stream \"" + each.stream() + "\" is ";
            if (status == null) {
                sentences.add(whose + "unknown: the group is missing. Start a worker of it.");
            } else if (status.backlog() > most) {
                Count backlog = new Count(status.backlog(), status.lagEstimated());
                sentences.add(whose + backlog + ", above " + most + ". Look at it: "
                        + Suggestion.command("groups", each.stream()));
            }
        }
        return sentences;
    }
}
