package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.operate.GroupReport;
import io.headrace.operate.Operator;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells backlogs, once or again and again. */
@Command(
        name = "lag",
        description =
                "Tells how much groups have still to settle: of all streams, of one, or of one group. The backlog "
                        + "is what is not delivered yet, in the stream and the group's lane, and what is pending.")
final class LagVerb extends Verb {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    @Parameters(index = "0", arity = "0..1", paramLabel = "STREAM", description = "Only of this stream.")
    private @Nullable String stream;

    @Parameters(index = "1", arity = "0..1", paramLabel = "GROUP", description = "Only of this group.")
    private @Nullable String group;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2s",
            paramLabel = "INTERVAL",
            description = "Again and again until interrupted. Default interval: ${FALLBACK-VALUE}.")
    private @Nullable Duration interval;

    @Option(
            names = "--fail-above",
            paramLabel = "N",
            description =
                    "For monitoring: exit code 1 if a backlog is above this, or unknown since its group is missing.")
    private @Nullable Long most;

    @Mixin
    private Limit limit = new Limit();

    @Override
    int run(Headrace headrace, Screen screen) {
        if (interval != null && interval.compareTo(SHORTEST) < 0) {
            throw new UsageException("--watch is " + interval.toMillis() + " ms, but must be at least 100ms.");
        }
        Waiting waiting = new Waiting(interval);
        int code;
        do {
            code = look(headrace.operator(), screen);
        } while (code == DONE && waiting.passes() && screen.isRead());
        return code;
    }

    private int look(Operator operator, Screen screen) {
        Backlogs backlogs = new Backlogs();
        if (stream != null && group != null) {
            GroupRef ref = new GroupRef(stream, group);
            backlogs.add(stream, group, operator.group(ref));
        } else {
            List<String> streams = stream != null ? List.of(stream) : operator.streams(limit.oneMore());
            limit.of(streams).forEach(name -> add(backlogs, operator, name));
            limit.tellRest(screen, streams);
        }
        if (interval != null) {
            screen.say(Column.moment(Ticker.system().millis()) + " UTC");
        }
        screen.show(backlogs.listing(), "There is no group.");
        if (interval != null) {
            screen.say("");
        }
        List<String> above = most == null ? List.of() : backlogs.above(most);
        above.forEach(screen.aside()::println);
        return above.isEmpty() ? DONE : FAILED;
    }

    private void add(Backlogs backlogs, Operator operator, String name) {
        for (GroupReport report : groups(operator, name)) {
            GroupStatus status = report.status();
            backlogs.add(name, report.group().name(), status);
        }
    }

    /** Of a stream that was listed and is gone now, none. */
    private List<GroupReport> groups(Operator operator, String name) {
        try {
            return operator.groups(name);
        } catch (HeadraceException failure) {
            if (stream == null && failure.code() == ErrorCode.NO_STREAM) {
                return List.of();
            }
            throw failure;
        }
    }
}
