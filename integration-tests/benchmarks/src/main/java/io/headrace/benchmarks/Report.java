package io.headrace.benchmarks;

import io.headrace.benchmarks.Contender.Name;
import io.headrace.benchmarks.Measurement.Latency;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints results as tables. Ratios are Headrace's rate divided by the contender's, both medians of this run. */
final class Report {
    private final PrintStream out;
    private @Nullable Results drain;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(Results results) {
        Scenario scenario = results.scenario();
        if (scenario.isDrain()) {
            drain = results;
        }
        out.println();
        out.println(title(scenario));
        if (scenario.kind() == Job.Kind.PACED) {
            latencies(results);
        } else {
            rates(results);
        }
        for (Name contender : scenario.contenders()) {
            if (results.duplicates(contender) > 0) {
                out.println("  " + contender.label() + " handled " + results.duplicates(contender)
                        + " messages more than once");
            }
        }
    }

    /** The line that everything ends with, if the drain was measured with Headrace and somebody else. */
    void printRatios() {
        Results measured = drain;
        if (measured != null
                && measured.scenario().contenders().contains(Name.HEADRACE)
                && measured.scenario().contenders().size() > 1) {
            out.println();
            out.println("drain-ratio "
                    + measured.scenario().contenders().stream()
                            .filter(contender -> contender != Name.HEADRACE)
                            .map(contender -> contender.label() + "=" + ratio(measured, contender))
                            .collect(Collectors.joining(" ")));
        }
    }

    private static String title(Scenario scenario) {
        String what = switch (scenario.kind()) {
            case PLAIN -> "all messages there beforehand, trivial handler";
            case SLOW -> "handlers of 5 ms; " + whole(Scenario.SLOW_IDEAL) + "/s is ideal";
            case FAILING -> "one in a hundred fails once and is due again after 100 ms";
            case SENDING ->
                "sent by that many threads through one sender, to a server with append-only file and replica";
            case PACED -> "sent at " + whole(scenario.perSecond()) + "/s; microseconds, medians";
        };
        return scenario.name() + "  (concurrency " + scenario.concurrency() + ", " + scenario.bytes() + " B): " + what;
    }

    private void rates(Results results) {
        String extra = switch (results.scenario().kind()) {
            case FAILING -> "of own drain";
            case SLOW -> "of ideal";
            case SENDING -> "of memory";
            default -> "messages";
        };
        Table table = new Table(
                "contender",
                "msg/s",
                "min - max",
                "headrace/it",
                extra,
                "client CPU s/M",
                "server CPU s/M",
                "alloc B/msg");
        for (Name contender : results.scenario().contenders()) {
            table.row(
                    contender.label(),
                    whole(results.perSecond(contender)),
                    spread(results, contender, Measurement::perSecond),
                    ratio(results, contender),
                    extra(results, contender),
                    decimal(results.median(contender, Measurement::clientCpuSecondsPerMillion)),
                    decimal(results.median(contender, Measurement::serverCpuSecondsPerMillion)),
                    whole(results.median(contender, Measurement::allocatedPerMessage)));
        }
        table.print(out);
    }

    private String extra(Results results, Name contender) {
        Results plain = drain;
        return switch (results.scenario().kind()) {
            case FAILING -> plain == null ? "-" : decimal(results.perSecond(contender) / plain.perSecond(contender));
            case SLOW -> decimal(results.perSecond(contender) / Scenario.SLOW_IDEAL);
            case SENDING -> ofMemory(results, contender);
            default -> whole(results.messages(contender));
        };
    }

    private static String ofMemory(Results results, Name contender) {
        return results.scenario().contenders().contains(Name.MEMORY)
                ? decimal(results.perSecond(contender) / results.perSecond(Name.MEMORY))
                : "-";
    }

    private void latencies(Results results) {
        Table table = new Table("contender", "p50", "min - max", "p99", "min - max", "p99.9", "max", "client CPU s/M");
        for (Name contender : results.scenario().contenders()) {
            table.row(
                    contender.label(),
                    whole(results.median(contender, latency(Latency::p50))),
                    spread(results, contender, latency(Latency::p50)),
                    whole(results.median(contender, latency(Latency::p99))),
                    spread(results, contender, latency(Latency::p99)),
                    whole(results.median(contender, latency(Latency::p999))),
                    whole(results.median(contender, latency(Latency::max))),
                    decimal(results.median(contender, Measurement::clientCpuSecondsPerMillion)));
        }
        table.print(out);
    }

    private static ToDoubleFunction<Measurement> latency(ToLongFunction<Latency> percentile) {
        return measured -> percentile.applyAsLong(Objects.requireNonNull(measured.latency(), "not a paced run"));
    }

    private static String spread(Results results, Name contender, ToDoubleFunction<Measurement> figure) {
        return whole(results.least(contender, figure)) + " - " + whole(results.greatest(contender, figure));
    }

    private static String ratio(Results results, Name contender) {
        return results.scenario().contenders().contains(Name.HEADRACE)
                ? String.format(Locale.ROOT, "%.3f", results.perSecond(Name.HEADRACE) / results.perSecond(contender))
                : "-";
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static String decimal(double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.2f", number);
    }
}
