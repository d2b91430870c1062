package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetter;
import io.headrace.message.MessageId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters. */
@Command(name = "ls", description = "Lists dead letters, oldest first.")
final class DeadListVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(names = "--id", paramLabel = "ID", description = "With this id; may be repeated.")
    private List<MessageId> ids = List.of();

    @Option(names = "--limit", defaultValue = "20", description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Option(names = "--after", paramLabel = "ID", description = "Behind this one: the next page.")
    private MessageId after = MessageId.MIN;

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        List<DeadLetter<byte[]>> letters = Letters.of(headrace, ref).list(filter.filter(ids), after, limit);
        Listing listing = new Listing(
                Column.text("ID", "id"),
                Column.moment("DIED (UTC)", "diedAt"),
                Column.text("MESSAGE", "message"),
                Column.text("KEY", "key"),
                Column.text("REASON", "reason"),
                Column.number("GEN", "generation"),
                Column.text("ERROR ID", "fingerprint"),
                Column.text("ERROR", "error"));
        for (DeadLetter<byte[]> letter : letters) {
            listing.row(
                    letter.id().toString(),
                    letter.id().millis(),
                    letter.messageId().toString(),
                    letter.key(),
                    letter.reason(),
                    letter.generation(),
                    letter.fingerprint(),
                    letter.error());
        }
        screen.show(listing, "No dead letter of " + ref + " fits.");
        if (letters.size() == limit) {
            screen.say("More: --after " + letters.get(limit - 1).id());
        }
        return DONE;
    }
}
