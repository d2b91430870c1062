package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.EntryBatch;
import io.headrace.message.MessageId;
import io.headrace.operate.Operator;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows entries of a stream. */
@Command(
        name = "tail",
        description =
                "Shows the newest entries of a stream, or those from a place on. No group is involved: nothing is taken.")
final class TailVerb extends Verb {
    private static final int USUAL = 10;
    private static final int PAGE = 100;
    private static final Duration INTERVAL = Duration.ofMillis(500);

    @Parameters(paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Option(
            names = "--from",
            paramLabel = "beginning|ID|TIME",
            converter = Position.From.class,
            description = "The first entries from there on, instead of the last ones.")
    private @Nullable Position from;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many. Default: " + USUAL + "; with --from and --follow there is none.")
    private @Nullable Integer limit;

    @Option(names = "--follow", description = "Go on with what is appended, until interrupted.")
    private boolean follow;

    private MessageId next = MessageId.MIN;
    private boolean titled;

    @Override
    int run(Headrace headrace, Screen screen) {
        Operator operator = headrace.operator();
        if (operator.latest(stream, 1).size() == 0) {
            operator.stream(stream); // an error if there is none
        }
        if (from != null) {
            int most = limit != null ? Limit.checked(limit) : follow ? Integer.MAX_VALUE : USUAL;
            forwards(operator, screen, from.first(), most);
        } else {
            MessageId last = newest(operator, screen, limit != null ? Limit.checked(limit) : USUAL);
            if (follow) {
                forwards(operator, screen, last.next(), Integer.MAX_VALUE);
            }
        }
        return DONE;
    }

    private MessageId newest(Operator operator, Screen screen, int most) {
        EntryBatch batch = operator.latest(stream, most);
        show(IntStream.iterate(batch.size() - 1, i -> i >= 0, i -> i - 1).mapToObj(i -> Entry.of(batch, i)), screen);
        return batch.size() == 0 ? operator.stream(stream).lastId() : batch.id(0);
    }

    private void forwards(Operator operator, Screen screen, MessageId from, int most) {
        Waiting waiting = new Waiting(follow ? INTERVAL : null);
        next = from;
        int left = most;
        int shown;
        do {
            shown = page(operator, screen, Math.min(PAGE, left));
            left -= shown;
        } while (left > 0 && (shown == PAGE || waiting.passes()) && screen.isRead());
        if (left == 0 && operator.entries(stream, next, 1).size() > 0) {
            screen.say("There are more: " + Suggestion.command("tail", stream, "--from", next.toString()));
        }
    }

    private int page(Operator operator, Screen screen, int most) {
        EntryBatch batch = operator.entries(stream, next, most);
        show(IntStream.range(0, batch.size()).mapToObj(i -> Entry.of(batch, i)), screen);
        next = batch.size() == 0 ? next : batch.id(batch.size() - 1).next();
        return batch.size();
    }

    private void show(Stream<Entry> entries, Screen screen) {
        Listing listing = new Listing(
                Column.text("ID", "id"),
                Column.moment("TIME", "time"),
                Column.text("KEY", "key"),
                Column.text("", "headers"),
                Column.text("DATA", ""),
                Column.text("", "data"));
        entries.forEach(entry -> add(listing, entry));
        if (titled) {
            screen.showMore(listing);
        } else if (!listing.isEmpty() || !follow) {
            screen.show(listing, "There is no entry" + (from == null ? "." : " from there on."));
            titled = true;
        }
    }

    private static void add(Listing listing, Entry entry) {
        Payload data = entry.data();
        listing.row(entry.id().toString(), entry.timeMillis(), entry.key(), entry.headers(), data, data.forPrograms());
    }
}
