package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.operate.Operator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a group's pause. */
@Command(name = "resume", description = "Ends the pause of a group. Workers hear of it within two seconds.")
final class ResumeVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        Operator operator = headrace.operator();
        boolean resumed = operator.resume(ref);
        if (!resumed) {
            operator.group(ref); // an error if there is none
        }
        screen.tell(
                resumed ? "Resumed " + ref + "." : "There was no pause of " + ref + ".",
                new Facts().add(Column.text("resumed", "resumed"), resumed));
        return DONE;
    }
}
