package io.headrace.cli;

import io.headrace.broker.GroupRef;
import io.headrace.broker.RunState;
import io.headrace.deadletter.DeadLetterRun;
import io.headrace.deadletter.RunReport;
import io.headrace.error.HeadraceException;
import java.time.Duration;
import java.util.Locale;

/** A verb that carries out a run through dead letters and shows how far it is. An interrupt cancels the run. */
abstract class RunVerb extends Verb {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Waits for the end of the run; {@code matched} letters are expected. Returns the exit code. */
    static int watch(DeadLetterRun<?> run, GroupRef group, long matched, Screen screen) throws InterruptedException {
        Thread hook = new Thread(() -> cancel(run), "headrace-cancel");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Bar bar = new Bar(screen, "dead letters")) {
            while (!run.await(LOOK)) {
                RunState state = run.report().state();
                bar.looked(state.moved() + state.missed() + state.failed(), matched);
            }
        } finally {
            removeHook(hook);
        }
        RunReport report = run.await();
        run.failures().forEach(screen::say);
        screen.tell(sentence(report, group), facts(report));
        return report.state().failed() == 0 ? DONE : FAILED;
    }

    static Facts facts(RunReport report) {
        RunState state = report.state();
        return new Facts()
                .add(Column.text("id", "id"), report.id())
                .add(Column.text("kind", "kind"), report.kind().name())
                .add(Column.text("state", "state"), state.phase().name())
                .add(Column.text("by", "by"), report.by())
                .add(
                        Column.moment("started (UTC)", "startedAt"),
                        report.startedAt().toEpochMilli())
                .add(Column.moment("last step (UTC)", "lastStepAt"), state.atMillis())
                .add(Column.text("filter", "filter"), report.filter().toString())
                .add(Column.text("edit", "edit"), report.edit())
                .add(Column.number("per second", "perSecond"), report.perSecond() == 0 ? null : report.perSecond())
                .add(Column.number(taken(report), "moved"), state.moved())
                .add(Column.number("gone before", "missed"), state.missed())
                .add(Column.number("left", "failed"), state.failed());
    }

    static String taken(RunReport report) {
        return report.kind() == RunReport.Kind.REPLAY ? "replayed" : "removed";
    }

    private static String sentence(RunReport report, GroupRef group) {
        RunState state = report.state();
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d %s.", state.moved(), taken(report)));
        if (state.missed() > 0) {
            text.append(String.format(Locale.ROOT, " %,d were gone before.", state.missed()));
        }
        if (state.failed() > 0) {
            text.append(String.format(Locale.ROOT, " %,d stay: they cannot be replayed like this.", state.failed()));
        }
        boolean cancelled = state.phase() == RunState.Phase.CANCELLED;
        return text.append(cancelled ? " It was cancelled. Go on with: " : " In the books: ")
                .append(Suggestion.command(
                        "replays", cancelled ? "resume" : "show", group.stream(), group.group(), report.id()))
                .toString();
    }

    private static void cancel(DeadLetterRun<?> run) {
        try {
            run.cancel();
        } catch (HeadraceException away) {
            // it goes no further without this process, and can be resumed
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook is what ends this
        }
    }
}
