package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.StreamStatus;
import io.headrace.operate.Operator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists streams. */
@Command(name = "streams", description = "Lists the server's streams and their groups.")
final class StreamsVerb extends Verb {
    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        Operator operator = headrace.operator();
        Listing listing = new Listing(
                Column.text("STREAM", "stream"),
                Column.number("LENGTH", "length"),
                Column.number("ADDED", "added"),
                Column.size("MEMORY", "bytes"),
                Column.text("LAST ID", "lastId"),
                Column.text("GROUPS", "groups"));
        for (String name : operator.streams(limit.count())) {
            StreamStatus stream = operator.stream(name);
            String groups = stream.groups().stream()
                    .map(group -> group.present() ? group.name() : group.name() + " (missing)")
                    .collect(Collectors.joining(", "));
            listing.row(
                    name,
                    stream.length(),
                    stream.added(),
                    stream.bytes(),
                    stream.lastId().toString(),
                    groups);
        }
        screen.show(listing, "There is no stream.");
        return DONE;
    }
}
