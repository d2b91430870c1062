package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.deadletter.RunReport;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a replay or removal early. */
@Command(
        name = "cancel",
        description = "Ends it early, whoever carries it out. What was not taken stays; it can be resumed.")
final class ReplaysCancelVerb extends Verb {
    @Mixin
    private RunArguments run = new RunArguments();

    @Override
    int run(Headrace headrace, Screen screen) {
        RunReport report = Letters.of(headrace, run.group.ref()).cancel(run.id);
        screen.tell(
                String.format(
                        Locale.ROOT,
                        "%s is %s: %,d %s.",
                        report.id(),
                        report.state().phase().name().toLowerCase(Locale.ROOT),
                        report.state().moved(),
                        RunVerb.taken(report)),
                RunVerb.facts(report));
        return DONE;
    }
}
