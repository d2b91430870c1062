package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Pause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pauses a group. */
@Command(
        name = "pause",
        description = "Has all workers of a group begin nothing, wherever they run; what runs goes on. They hear of it "
                + "within two seconds, and so do those that start later.")
final class PauseVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Option(names = "--for", paramLabel = "TIME", description = "How long: 90s, 10m, 2h. Else until it is resumed.")
    private @Nullable Duration length;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why. Workers show it.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who pauses it. Default: the user of this process.")
    private String by = "";

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        Pause pause = headrace.operator().pause(ref, length, by, reason);
        screen.tell(
                "Paused " + ref + Pausing.until(pause) + ". To end it: "
                        + Suggestion.command("resume", ref.stream(), ref.group()),
                new Facts()
                        .add(Column.text("stream", "stream"), ref.stream())
                        .add(Column.text("group", "group"), ref.group())
                        .add(Column.moment("until", "until"), Pausing.untilMillis(pause))
                        .add(Column.text("by", "by"), pause.by())
                        .add(Column.text("reason", "reason"), pause.reason()));
        return DONE;
    }
}
