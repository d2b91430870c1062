package io.headrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Envelope;
import io.headrace.broker.PackedList;
import io.headrace.cli.Main;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Facets;
import io.headrace.deadletter.Progress;
import io.headrace.deadletter.Provenance;
import io.headrace.deadletter.RunReport;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.headrace.testkit.JavaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Replays by the {@code headrace} command in processes of their own that are killed. Three in ten dead letters are chosen;
 * one replayed letter in a thousand dies again.
 */
@Tag("P9")
class KilledReplayerTest extends FaultTest {
    private static final int LETTERS = 100_000;
    private static final int SMOKE_LETTERS = 5_000;
    private static final int PER_SECOND = 1_000;
    private static final int SMOKE_PER_SECOND = 400; // slow enough to be killed in time on a busy machine
    private static final int DIES_AGAIN_ONE_IN = 1_000;
    private static final String BANK = "shop.BankAway";
    private static final DeadLetterFilter CHOSEN = DeadLetterFilter.ALL.exceptionClass(BANK);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    @Tag("smoke")
    void replayerKilledTwice_aFewLetters_eachChosenOneIsReplayedOnce() {
        replayThroughTwoKills(SMOKE_LETTERS, SMOKE_PER_SECOND);
    }

    @Test
    void replayerKilledTwice_eachChosenLetterIsReplayedOnce() {
        replayThroughTwoKills(LETTERS, PER_SECOND);
    }

    @Test
    void manyDeadLetters_areListedAndCounted() {
        Stage stage = stage("looking at " + 2 * LETTERS + " dead letters");
        bury(stage, 2 * LETTERS);
        try (Headrace headrace = stage.connect()) {
            DeadLetters<String> dead = headrace.deadLetters(Streams.ORDERS, Streams.BILLING.group());
            dead.list(20); // what is loaded at the first use

            long pageAt = System.nanoTime();
            List<DeadLetter<String>> page = dead.list(20);
            long facetsAt = System.nanoTime();
            Facets facets = dead.facets(DeadLetterFilter.ALL, Progress.NONE);
            long endAt = System.nanoTime();

            assertThat(page).hasSize(20);
            assertThat(facets.looked()).isEqualTo(2 * LETTERS);
            assertThat(facets.classes())
                    .map(Facets.Facet::count)
                    .containsExactly(LETTERS * 14L / 10, LETTERS * 6L / 10);
            stage.record(
                    2 * LETTERS,
                    String.format(
                            Locale.ROOT,
                            "first page after %d ms, facets after %.1f s",
                            (facetsAt - pageAt) / 1_000_000,
                            (endAt - facetsAt) / 1e9));
        }
    }

    private void replayThroughTwoKills(int letters, int perSecond) {
        Stage stage = stage("kill -9 of a replayer, twice, " + letters + " dead letters");
        bury(stage, letters);
        stage.command("XGROUP", "CREATE", Streams.ORDERS.name(), "shipping", "0");
        int chosen = letters * 3 / 10;
        stage.worker("emit=no", "rejectEvery=" + DIES_AGAIN_ONE_IN);
        try (Headrace headrace = stage.connect()) {
            DeadLetters<String> dead = headrace.deadLetters(Streams.ORDERS, Streams.BILLING.group());

            JavaProcess first = headrace(stage, "dead", "replay", "--class", BANK, "--rate", "" + perSecond, "--yes");
            killAfter(first, dead, chosen / 3);
            String run = dead.runs().get(0).id();
            JavaProcess second = headrace(stage, "replays", "resume", run);
            double rate = rateOf(dead, chosen, perSecond);
            killAfter(second, dead, chosen * 2 / 3);
            JavaProcess third = headrace(stage, "replays", "resume", run);
            int code = third.awaitExit(PATIENCE);

            RunReport report = dead.run(run);
            stage.await("what was replayed to be handled", () -> stage.isQuiet());
            assertThat(code).as(third.errorTail()).isZero();
            assertThat(report.state().moved()).isEqualTo(chosen);
            assertThat(report.state().missed() + report.state().failed()).isZero();
            assertThat(stage.sink().notes()).extracting(Sink.Note::value).doesNotHaveDuplicates();
            int again =
                    dead.list(CHOSEN.maxGeneration(9), MessageId.MIN, letters).size();
            List<DeadLetter<String>> diedAgain = diedAgain(dead, letters);
            assertThat(stage.handled() + diedAgain.size()).isEqualTo(chosen);
            assertThat(diedAgain).allMatch(letter -> letter.generation() == 2);
            assertThat(again).isZero();
            assertThat(groupRead(stage, "shipping")).isZero();
            String cancelled = cancel(stage, dead);
            stage.record(
                    chosen,
                    String.format(
                            Locale.ROOT,
                            "two exit codes 137, %,.0f/s of %,d/s asked for, %d died again in generation 2, %s",
                            rate,
                            perSecond,
                            diedAgain.size(),
                            cancelled));
        }
    }

    /** Kills the process once the books say so many; that must be before its end. */
    private static void killAfter(JavaProcess replayer, DeadLetters<String> dead, int letters) {
        awaitMoved(dead, letters);
        replayer.kill();
        assertThat(replayer.awaitExit(PATIENCE)).isEqualTo(137);
        assertThat(dead.runs().get(0).isOver()).as("the kill came too late").isFalse();
    }

    /** Letters each second between two looks at the books, while it runs by itself. */
    private static double rateOf(DeadLetters<String> dead, int chosen, int perSecond) {
        long before = moved(dead);
        awaitMoved(dead, before + 1);
        long from = moved(dead);
        long fromNanos = System.nanoTime();
        awaitMoved(dead, Math.min(from + 5L * perSecond, chosen * 5L / 9));
        return (moved(dead) - from) * 1e9 / (System.nanoTime() - fromNanos);
    }

    private static void awaitMoved(DeadLetters<String> dead, long letters) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (moved(dead) < letters) {
            assertThat(System.nanoTime())
                    .as("waiting for " + letters + " letters")
                    .isLessThan(deadline);
            Stage.pass(Duration.ofMillis(5));
        }
    }

    private static long moved(DeadLetters<String> dead) {
        List<RunReport> runs = dead.runs();
        return runs.isEmpty() ? 0 : runs.get(0).state().moved();
    }

    /** How long a cancel takes to end another one's replay of what is left. */
    private static String cancel(Stage stage, DeadLetters<String> dead) {
        JavaProcess slow = headrace(stage, "dead", "replay", "--all", "--rate", "5", "--yes");
        stage.await("the second replay to begin", () -> dead.runs().size() == 2);
        String run = dead.runs().get(1).id();
        stage.await("its first letter", () -> dead.run(run).state().moved() > 0);
        long cancelledAt = System.nanoTime();
        dead.cancel(run);
        long movedThen = dead.run(run).state().moved();
        slow.awaitExit(PATIENCE);
        long millis = (System.nanoTime() - cancelledAt) / 1_000_000;
        assertThat(dead.run(run).state().moved()).isEqualTo(movedThen);
        return "a cancel ended another process after " + millis + " ms";
    }

    private static List<DeadLetter<String>> diedAgain(DeadLetters<String> dead, int letters) {
        return dead.list(DeadLetterFilter.ALL.reasons("REJECTED"), MessageId.MIN, letters);
    }

    private static long groupRead(Stage stage, String group) {
        for (Object each : (List<?>) stage.command("XINFO", "GROUPS", Streams.ORDERS.name())) {
            List<?> row = (List<?>) each;
            if (group.equals(row.get(row.indexOf("name") + 1))) {
                return stage.number("XLEN", Streams.ORDERS.name());
            }
        }
        throw new AssertionError("no group " + group);
    }

    private static JavaProcess headrace(Stage stage, String command, String verb, String... words) {
        List<String> all = new ArrayList<>(List.of(command, verb, "orders", "billing"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--url", stage.uri()));
        return JavaProcess.start(Main.class, all.toArray(String[]::new));
    }

    /** Dead letters as workers leave them, three in ten of the bank's. */
    private static void bury(Stage stage, int count) {
        stage.worker("emit=no").terminate(); // opens the group
        try (Broker broker = broker(stage)) {
            List<Append> batch = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                batch.add(letter(i));
                if (batch.size() == 500 || i == count - 1) {
                    Broker.await(broker.append(batch, Durability.memory()));
                    batch.clear();
                }
            }
        }
    }

    private static Append letter(int number) {
        boolean bank = number % 10 < 3;
        String type = bank ? BANK : "shop.Negative";
        String frames = "\tat shop.Billing.charge(Billing.java:42)\n".repeat(20);
        Provenance why = new Provenance(
                Streams.ORDERS.name(),
                Streams.BILLING.group(),
                new MessageId(1, number),
                "EXHAUSTED",
                type,
                type + " of order " + number,
                type + ": order " + number + "\n" + frames,
                10,
                "hr-worker",
                0,
                0,
                List.of());
        List<byte[]> entry = Envelope.of("k" + number, 1, Map.of(), ("m-" + number).getBytes(UTF_8))
                .fields();
        return new Append(
                Streams.KEYS.dead(),
                List.of("meta".getBytes(UTF_8), why.pack(), "entry".getBytes(UTF_8), PackedList.pack(entry)));
    }

    private static Broker broker(Stage stage) {
        return ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains("redis"))
                .findFirst()
                .orElseThrow()
                .connect(stage.uri(), ConnectOptions.DEFAULTS);
    }
}
