package io.headrace.worker;

import io.headrace.WorkerPlan;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.Retention;
import io.headrace.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a process says when it has started, in at most ten lines. */
final class Banner {
    private static final int MOST_STREAMS = 5;

    private Banner() {}

    static List<String> lines(List<WorkerPlan> plans, String server, String http) {
        List<String> streams = plans.stream()
                .flatMap(plan -> plan.parts().stream().map(part -> stream(plan, part)))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add("Headrace " + Build.version() + ", worker " + plans.get(0).name() + ", pid "
                + ProcessHandle.current().pid());
        lines.add("  server  " + Masks.uri(server));
        streams.stream().limit(MOST_STREAMS).forEach(lines::add);
        if (streams.size() > MOST_STREAMS) {
            lines.add("  and " + (streams.size() - MOST_STREAMS) + " more; --print-config lists them");
        }
        lines.add("  http    " + http);
        lines.add("  stop    SIGTERM or Ctrl-C drains for up to "
                + Units.print(plans.stream()
                        .map(WorkerPlan::drainTimeout)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO))
                + "; a second one ends it at once");
        return lines;
    }

    private static String stream(WorkerPlan plan, WorkerPlan.Part part) {
        HandlerOptions options = part.options();
        return "  stream  " + part.stream() + " for " + plan.group() + ": concurrency " + options.concurrency()
                + ", order " + options.order().name().toLowerCase(Locale.ROOT) + ", " + retries(options) + ", lease "
                + Units.print(plan.lease()) + ", " + kept(part.retention());
    }

    private static String retries(HandlerOptions options) {
        int attempts = options.onError().maxAttempts();
        Backoff backoff = options.onError().backoff();
        return attempts == 1
                ? "1 attempt, then dead letter"
                : attempts + " attempts " + Units.print(backoff.initial()) + " to " + Units.print(backoff.max())
                        + " apart, then dead letter";
    }

    private static String kept(Retention retention) {
        return switch (retention.kind()) {
            case KEEP -> "keeps all";
            case ACKED ->
                retention.age().isZero()
                        ? "keeps what is not settled"
                        : "keeps at least " + Units.print(retention.age());
            case QUEUE -> "removes what is settled";
            case LOSSY -> "keeps only the newest " + retention.length();
        };
    }
}
