package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.GroupRef;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists a group's consumers. */
@Command(
        name = "consumers",
        description = "Lists a group's consumers: its workers with their leases, other programs' consumers, and names "
                + "of Headrace's own that hold messages: ~retry those that wait for a retry, ~free those that were "
                + "handed back.")
final class ConsumersVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        List<ConsumerStatus> consumers = headrace.operator().consumers(ref);
        Listing listing = new Listing(
                Column.text("CONSUMER", "consumer"),
                Column.text("KIND", "kind"),
                Column.number("PENDING", "pending"),
                Column.number("IN LANE", "pendingInLane"),
                Column.timeSpan("IDLE", "idleMillis"),
                Column.text("LEASE", ""),
                Column.text("", "alive"),
                Column.text("", "leaseMillis"));
        for (ConsumerStatus consumer : limit.of(consumers)) {
            listing.row(
                    consumer.name(),
                    Column.word(consumer.kind()),
                    consumer.pending(),
                    consumer.lane(),
                    consumer.idleMillis() < 0 ? null : consumer.idleMillis(),
                    lease(consumer),
                    consumer.isAlive(),
                    consumer.leased() ? consumer.leaseMillis() : null);
        }
        screen.show(listing, "No consumer of " + ref + " holds anything, and no worker is alive.");
        limit.tellRest(screen, consumers);
        return DONE;
    }

    private static @Nullable String lease(ConsumerStatus consumer) {
        if (!consumer.leased()) {
            return null;
        }
        return consumer.isAlive()
                ? Column.timeSpan(consumer.leaseMillis())
                : "ran out " + Column.timeSpan(-consumer.leaseMillis()) + " ago";
    }
}
