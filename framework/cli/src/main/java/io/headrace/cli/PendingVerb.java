package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PendingEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is pending in a group. */
@Command(
        name = "pending",
        description =
                "Lists what is delivered and not settled yet: who holds it, since when, and what became of it so far.")
final class PendingVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Option(names = "--consumer", paramLabel = "NAME", description = "Only what this consumer holds.")
    private @Nullable String consumer;

    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        List<PendingEntry> pending = headrace.operator().pending(ref, consumer, limit.oneMore());
        Listing listing = new Listing(
                Column.text("ID", "id"),
                Column.text("IN", "in"),
                Column.text("CONSUMER", "consumer"),
                Column.timeSpan("IDLE", "idleMillis"),
                Column.number("DELIVERIES", "deliveries"),
                Column.number("FAILURES", "failures"),
                Column.number("CRASHES", "crashes"),
                Column.text("LAST ERROR", "lastError"));
        for (PendingEntry entry : limit.of(pending)) {
            listing.row(
                    entry.ref().id().toString(),
                    Column.word(entry.ref().source()),
                    entry.consumer(),
                    entry.idleMillis(),
                    entry.deliveries(),
                    entry.attempts().failures(),
                    entry.attempts().crashes(),
                    entry.attempts().lastError());
        }
        String what = consumer == null ? "Nothing" : "Nothing of consumer \"" + consumer + "\"";
        screen.show(listing, what + " is pending in " + ref + ".");
        limit.tellRest(screen, pending);
        return DONE;
    }
}
