package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.ParkedEntry;
import io.headrace.message.MessageId;
import io.headrace.operate.Operator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes retries due. */
@Command(
        name = "now",
        description = "Makes messages that wait for a retry due now: a running worker takes them within a second.")
final class RetriesNowVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "ID", description = "Those with these ids.")
    private Set<MessageId> ids = new LinkedHashSet<>();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Override
    int run(Headrace headrace, Screen screen) {
        if (all != ids.isEmpty()) {
            throw new UsageException("Which ones? Give either --all or their ids.");
        }
        GroupRef ref = group.ref();
        Operator operator = headrace.operator();
        int workers = operator.group(ref).workersAlive();
        Set<MessageId> unknown = new TreeSet<>(ids);
        int hastened = operator.retryNow(ref, entry -> isMeant(entry, unknown));
        screen.tell(
                text(hastened, workers),
                new Facts()
                        .add(Column.number("due", "due"), hastened)
                        .add(Column.number("workers", "workersAlive"), workers)
                        .add(
                                Column.text("not found", "notFound"),
                                unknown.stream().map(MessageId::toString).toList()));
        if (!unknown.isEmpty()) {
            screen.aside()
                    .println("Not waiting for a retry: "
                            + unknown.stream().map(MessageId::toString).collect(Collectors.joining(", "))
                            + ". See which are: " + Suggestion.command("retries", "ls", ref.stream(), ref.group()));
        }
        return unknown.isEmpty() ? DONE : FAILED;
    }

    private boolean isMeant(ParkedEntry entry, Set<MessageId> unknown) {
        unknown.remove(entry.ref().id());
        return all || ids.contains(entry.ref().id());
    }

    private static String text(int hastened, int workers) {
        if (hastened == 0) {
            return "No message was made due.";
        }
        String made = (hastened == 1 ? "1 message is" : hastened + " messages are") + " due now.";
        return workers == 0 ? made + " No worker is alive: start one." : made;
    }
}
