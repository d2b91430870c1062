package io.headrace.cli;

import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.message.MessageId;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters of which group a command changes: some, or explicitly all. */
final class SelectionOptions {
    @Mixin
    GroupArguments group = new GroupArguments();

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "ID",
            description = "Ids of dead letters, as dead ls shows them.")
    private List<MessageId> ids = List.of();

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    DeadLetterFilter filter() {
        DeadLetterFilter chosen = filter.filter(ids);
        if (chosen.equals(DeadLetterFilter.ALL) != all) {
            throw new UsageException(
                    all
                            ? "Either --all or a choice, not both. Nothing was done."
                            : "Say which dead letters: ids, a filter such as --fingerprint, or --all. Nothing was done.");
        }
        return chosen;
    }

    /** How many fit; an error if none does. */
    long count(Screen screen, DeadLetters<?> letters) {
        long matched = DeadFacetsVerb.count(screen, letters, filter()).matched();
        if (matched == 0) {
            throw Letters.none(group.ref(), filter().toString());
        }
        return matched;
    }
}
