package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import io.headrace.operate.Operator;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a group on its stream. */
@Command(
        name = "reset",
        description = "Moves a group to another place on its stream. What is behind it is delivered next. Moving back "
                + "repeats what was settled, with its effects; moving forward skips what was not delivered. Lane "
                + "and dead letters stay as they are.")
final class ResetVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "earliest|latest|ID|TIME",
            converter = Position.To.class,
            description =
                    "Before the first entry, behind the last one, before the entry with this id, or of this time.")
    private Position to = new Position("", MessageId.MIN);

    @Option(names = "--force", description = "Also while workers are alive. What they have in hand may then run twice.")
    private boolean force;

    @Mixin
    private Consent consent = new Consent();

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        Operator operator = headrace.operator();
        ResetPlan plan = operator.planReset(ref, target());
        if (!consent.isGiven(screen, "move " + ref + " to " + to.text() + ": " + text(plan) + workers(plan))) {
            if (screen.isJson()) {
                screen.show(facts(plan, false));
            }
            return DONE;
        }
        ResetPlan done = operator.reset(ref, target(), force ? ResetMode.FORCED : ResetMode.IF_IDLE);
        screen.tell("Moved " + ref + " to " + to.text() + ": " + text(done) + ".", facts(done, true));
        return DONE;
    }

    private Start target() {
        return switch (to.text()) {
            case "earliest" -> Start.earliest();
            case "latest" -> Start.latest();
            default -> Start.after(to.first().previous());
        };
    }

    private static String text(ResetPlan plan) {
        List<String> parts = new ArrayList<>();
        if (plan.again() > 0) {
            String settled = plan.settled() == 0
                    ? ""
                    : ", of which " + figure(plan.settled(), plan) + (plan.settled() == 1 ? " was" : " were")
                            + " settled: their effects may repeat";
            parts.add(messages(plan.again(), plan) + (plan.again() == 1 ? " comes" : " come") + " again" + settled);
        }
        if (plan.skipped() > 0) {
            parts.add(messages(plan.skipped(), plan) + (plan.skipped() == 1 ? " is" : " are") + " skipped");
        }
        return parts.isEmpty() ? "no message comes again, none is skipped" : String.join("; ", parts);
    }

    private static String messages(long count, ResetPlan plan) {
        return figure(count, plan) + (count == 1 ? " message" : " messages");
    }

    private static String figure(long count, ResetPlan plan) {
        return (plan.atLeast() ? "at least " : "") + new Count(count, false);
    }

    private String workers(ResetPlan plan) {
        if (plan.workersAlive() == 0) {
            return "";
        }
        return " (workers alive: " + plan.workersAlive() + (force ? ")" : "; stop them, or add --force)");
    }

    private static Facts facts(ResetPlan plan, boolean done) {
        return new Facts()
                .add(Column.text("done", "done"), done)
                .add(Column.text("from", "from"), plan.from().toString())
                .add(Column.text("to", "to"), plan.to().toString())
                .add(Column.number("again", "again"), plan.again())
                .add(Column.number("settled", "settled"), plan.settled())
                .add(Column.number("skipped", "skipped"), plan.skipped())
                .add(Column.text("at least", "atLeast"), plan.atLeast())
                .add(Column.number("workers", "workersAlive"), plan.workersAlive());
    }
}
