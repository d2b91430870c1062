package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.StreamStatus;
import io.headrace.broker.Trimmed;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.operate.GroupReport;
import io.headrace.operate.Operator;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes old entries. */
@Command(
        name = "trim",
        description = "Removes old entries of a stream, once. Entries go in whole nodes of the server, of 100 unless "
                + "configured otherwise, so a few more than needed stay. Workers of a stream with a retention do it "
                + "by themselves.")
final class TrimVerb extends Verb {
    @Parameters(paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @ArgGroup(multiplicity = "1")
    private Rule rule = new Rule();

    /** One of these. */
    private static final class Rule {
        @Option(names = "--acked", description = "What every group has settled.")
        private boolean acked;

        @Option(
                names = "--older-than",
                paramLabel = "TIME",
                description = "What every group has settled and is older than this: 12h, 7d.")
        private @Nullable Duration age;

        @Option(
                names = "--lossy-max-len",
                paramLabel = "N",
                description = "All but about the newest N, whoever needs them: messages are lost.")
        private @Nullable Long length;

        Retention retention() {
            if (age != null) {
                return Retention.atLeast(age);
            }
            return acked || length == null ? Retention.acked() : Retention.lossyMaxLen(length);
        }
    }

    @Mixin
    private Consent consent = new Consent();

    @Override
    int run(Headrace headrace, Screen screen) {
        Operator operator = headrace.operator();
        Retention retention = rule.retention();
        List<GroupReport> groups = retention.isLossy() ? List.of() : operator.groups(stream);
        StreamStatus before = operator.stream(stream);
        @Nullable Keeper keeper = Keeper.of(groups);
        Long most = consent.isSure() ? null : Removable.atMost(operator, groups, before, retention);
        if (!consent.isGiven(screen, plan(before, keeper, most))) {
            if (screen.isJson()) {
                screen.show(facts(false, 0, keeper)
                        .add(Column.number("length", "length"), before.length())
                        .add(Column.number("at most", "atMost"), most));
            }
            return DONE;
        }
        Trimmed trimmed = operator.trim(stream, retention);
        Keeper kept = trimmed.holder().isEmpty() ? null : new Keeper(trimmed.holder(), trimmed.neededAfter());
        screen.tell(text(trimmed.removed(), kept), facts(true, trimmed.removed(), kept));
        return DONE;
    }

    private String plan(StreamStatus before, @Nullable Keeper keeper, @Nullable Long most) {
        String what = "remove from stream \"" + stream + "\" (" + entries(before.length()) + ") ";
        String bound = most == null ? "" : ", at most " + entries(most);
        if (rule.length != null) {
            return what + "all but about the newest " + new Count(rule.length, false) + bound + ", whoever needs them";
        }
        return what + "what every group has settled"
                + (rule.age == null ? "" : " and is older than " + Column.timeSpan(rule.age.toMillis()))
                + (keeper == null ? "; that is nothing, since it has no group" : bound + "; " + keeper);
    }

    private String text(long removed, @Nullable Keeper keeper) {
        String done = "Removed " + entries(removed);
        if (rule.length != null) {
            return done + ".";
        }
        return keeper == null ? done + ": stream \"" + stream + "\" has no group." : done + "; " + keeper + ".";
    }

    private static String entries(long count) {
        return new Count(count, false) + (count == 1 ? " entry" : " entries");
    }

    private static Facts facts(boolean done, long removed, @Nullable Keeper keeper) {
        MessageId after = keeper == null ? null : keeper.after();
        return new Facts()
                .add(Column.text("done", "done"), done)
                .add(Column.number("removed", "removed"), removed)
                .add(Column.text("keeper", "keeper"), keeper == null ? null : keeper.group())
                .add(Column.text("needed after", "neededAfter"), after == null ? null : after.toString());
    }
}
