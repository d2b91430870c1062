package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.ParkedEntry;
import io.headrace.operate.Operator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists messages that wait for a retry. */
@Command(name = "ls", description = "Lists messages that wait for a retry, the first that is due first.")
final class RetriesListVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        Operator operator = headrace.operator();
        long nowMillis = operator.group(ref).nowMillis();
        List<ParkedEntry> retries = operator.retries(ref, limit.oneMore());
        Listing listing = new Listing(
                Column.text("ID", "id"),
                Column.text("IN", "in"),
                Column.text("DUE IN", ""),
                Column.moment("", "dueAt"),
                Column.number("FAILURES", "failures"),
                Column.moment("FIRST FAILED", "firstFailedAt"),
                Column.text("LAST ERROR", "lastError"));
        for (ParkedEntry entry : limit.of(retries)) {
            long millis = entry.dueAtMillis() - nowMillis;
            long firstFailed = entry.attempts().firstFailedAtMillis();
            listing.row(
                    entry.ref().id().toString(),
                    Column.word(entry.ref().source()),
                    millis <= 0 ? "now" : Column.timeSpan(millis),
                    entry.dueAtMillis(),
                    entry.attempts().failures(),
                    firstFailed == 0 ? null : firstFailed,
                    entry.attempts().lastError());
        }
        screen.show(listing, "No message of " + ref + " waits for a retry.");
        limit.tellRest(screen, retries);
        return DONE;
    }
}
