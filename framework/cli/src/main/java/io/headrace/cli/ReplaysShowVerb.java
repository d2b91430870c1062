package io.headrace.cli;

import io.headrace.Headrace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a replay or removal. */
@Command(name = "show", description = "Shows who began it, which letters, and how far it is.")
final class ReplaysShowVerb extends Verb {
    @Mixin
    private RunArguments run = new RunArguments();

    @Override
    int run(Headrace headrace, Screen screen) {
        screen.show(RunVerb.facts(Letters.of(headrace, run.group.ref()).run(run.id)));
        return DONE;
    }
}
