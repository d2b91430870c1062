package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.ReplayOptions;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes dead letters for good. */
@Command(name = "discard", description = "Removes dead letters for good. Export them first if you are not sure.")
final class DeadDiscardVerb extends RunVerb {
    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Mixin
    private Consent consent = new Consent();

    @Override
    int run(Headrace headrace, Screen screen) throws Exception {
        DeadLetters<byte[]> letters = Letters.of(headrace, selection.group.ref());
        DeadLetterFilter filter = selection.filter();
        long matched = selection.count(screen, letters);
        String what = String.format(
                Locale.ROOT,
                "remove %,d of the %,d dead letters of %s for good",
                matched,
                letters.size(),
                selection.group.ref());
        return consent.isGiven(screen, what)
                ? watch(letters.discard(filter, ReplayOptions.defaults()), selection.group.ref(), matched, screen)
                : DONE;
    }
}
