package io.headrace.benchmarks;

import static io.headrace.benchmarks.Contender.Name.FSYNC;
import static io.headrace.benchmarks.Contender.Name.HEADRACE;
import static io.headrace.benchmarks.Contender.Name.MEMORY;
import static io.headrace.benchmarks.Contender.Name.RAW_LETTUCE;
import static io.headrace.benchmarks.Contender.Name.RAW_SOCKET;
import static io.headrace.benchmarks.Contender.Name.REPLICATED;
import static io.headrace.benchmarks.Contender.Name.SPRING_DOCS;
import static io.headrace.benchmarks.Contender.Name.SPRING_TUNED;
import static io.headrace.benchmarks.Job.Kind.FAILING;
import static io.headrace.benchmarks.Job.Kind.PACED;
import static io.headrace.benchmarks.Job.Kind.PLAIN;
import static io.headrace.benchmarks.Job.Kind.SENDING;
import static io.headrace.benchmarks.Job.Kind.SLOW;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param bytes         length of a message's JSON
 * @param perSecond     how many are sent each second while they are handled; 0 if all are there beforehand
 * @param mostMessages  of a run, however many are asked for
 */
record Scenario(
        String name,
        Job.Kind kind,
        int bytes,
        int concurrency,
        int perSecond,
        int mostMessages,
        List<Contender.Name> contenders) {

    private static final List<Contender.Name> TWO = List.of(RAW_LETTUCE, HEADRACE);
    private static final List<Contender.Name> ALL =
            List.of(RAW_LETTUCE, SPRING_DOCS, SPRING_TUNED, RAW_SOCKET, HEADRACE);

    /** The one that the last line of the output is about, and that others are compared to. */
    static final Scenario DRAIN = new Scenario("drain-100B", PLAIN, 100, 1, 0, Integer.MAX_VALUE, ALL);

    /** Those that are measured unless others are named, in this order. */
    static final List<Scenario> STANDARD = List.of(
            DRAIN,
            new Scenario("drain-100B-64", PLAIN, 100, 64, 0, Integer.MAX_VALUE, TWO),
            new Scenario("failing", FAILING, 100, 1, 0, 1_000_000, TWO),
            new Scenario("slow", SLOW, 100, 64, 0, 100_000, TWO),
            new Scenario("drain-1KiB", PLAIN, 1024, 1, 0, 1_000_000, ALL),
            new Scenario("drain-1KiB-64", PLAIN, 1024, 64, 0, 1_000_000, TWO),
            paced(1_000),
            paced(5_000),
            paced(20_000));

    /** All of them. The last one may take long: it waits for a disk. */
    static final List<Scenario> EACH = Stream.concat(
                    STANDARD.stream(),
                    Stream.of(
                            new Scenario("durable", SENDING, 100, 16, 0, 500_000, List.of(MEMORY, REPLICATED, FSYNC))))
            .toList();

    /** Handled messages a second, if nothing but the handlers took time. */
    static final double SLOW_IDEAL = 64 / 0.005;

    private static Scenario paced(int perSecond) {
        return new Scenario("latency-" + perSecond, PACED, 100, 1, perSecond, Integer.MAX_VALUE, TWO);
    }

    /** Whether it is the {@link #DRAIN}, of whichever contenders. */
    boolean isDrain() {
        return name.equals(DRAIN.name);
    }

    /** The same, of those of its contenders that are among these. */
    Scenario among(Collection<Contender.Name> chosen) {
        List<Contender.Name> left = contenders.stream().filter(chosen::contains).toList();
        return new Scenario(name, kind, bytes, concurrency, perSecond, mostMessages, left);
    }
}
