package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.broker.RunState.Phase;
import io.headrace.broker.RunTurn;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.memory.InMemoryBroker;
import io.headrace.memory.MemoryStream;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P9")
class DeadLettersTest {
    private static final GroupRef GROUP = new GroupRef("orders", "billing");
    private static final GroupKeys KEYS = GroupKeys.of(GROUP);
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final long NOON = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();

    private final ManualTime time = new ManualTime(NOON);
    private final InMemoryBroker broker = new InMemoryBroker(time, time);
    private final DeadLetters<String> dead = new DeadLetters<>(broker, ORDERS, "billing");

    // looking

    @Test
    void pages_followOneAnother() {
        List<MessageId> ids = bury(250);

        List<MessageId> seen = new ArrayList<>();
        MessageId after = MessageId.MIN;
        for (List<DeadLetter<String>> page = dead.list(DeadLetterFilter.ALL, after, 100);
                !page.isEmpty();
                page = dead.list(DeadLetterFilter.ALL, after, 100)) {
            page.forEach(letter -> seen.add(letter.id()));
            after = seen.get(seen.size() - 1);
        }

        assertThat(seen).isEqualTo(ids);
    }

    @Test
    void filterOfRareLetters_findsThemAcrossPages() {
        bury(1_000);
        MessageId rare = bury("k", "rare", "REJECTED", "java.io.IOException", "disk full");
        bury(1_000);

        assertThat(dead.list(DeadLetterFilter.ALL.reasons("rejected"), MessageId.MIN, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.id()).isEqualTo(rare));
    }

    @Test
    void everyCondition_isMet() {
        MessageId early = bury("anne", "early", "EXHAUSTED", "java.io.IOException", "no route 1");
        time.advance(Duration.ofHours(1));
        MessageId late = bury("bob", "late order", "REJECTED", "shop.Orders$Negative", "negative amount -5");
        DeadLetterFilter all = DeadLetterFilter.ALL;

        assertThat(ids(all)).containsExactly(early, late);
        assertThat(ids(all.since(Instant.ofEpochMilli(NOON + 1)))).containsExactly(late);
        assertThat(ids(all.until(Instant.ofEpochMilli(NOON + 3_600_000)))).containsExactly(early);
        assertThat(ids(all.ids(late))).containsExactly(late);
        assertThat(ids(all.messages(messageOf(early)))).containsExactly(early);
        assertThat(ids(all.reasons("EXHAUSTED", "CRASH"))).containsExactly(early);
        assertThat(ids(all.exceptionClass("IOException"))).containsExactly(early);
        assertThat(ids(all.exceptionClass("Negative"))).containsExactly(late);
        assertThat(ids(all.exceptionClass("Exception"))).isEmpty();
        assertThat(ids(all.key("bob"))).containsExactly(late);
        assertThat(ids(all.header("tenant", "bob"))).containsExactly(late);
        assertThat(ids(all.text("LATE ORD"))).containsExactly(late);
        assertThat(ids(all.text("no route"))).containsExactly(early);
        assertThat(ids(all.maxGeneration(0))).isEmpty();
        assertThat(ids(all.fingerprint(dead.find(late).fingerprint()))).containsExactly(late);
        assertThat(ids(all.reasons("REJECTED").key("anne"))).isEmpty();
    }

    @Test
    void filter_survivesAsText() {
        DeadLetterFilter filter = DeadLetterFilter.ALL
                .since(Instant.ofEpochMilli(NOON))
                .until(Instant.ofEpochMilli(NOON + 1))
                .ids(new MessageId(1, 2))
                .reasons("CRASH")
                .header("tenant", "a = b")
                .text("x")
                .maxGeneration(3);

        assertThat(DeadLetterFilter.of(filter.asMap())).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"since", "max-generation", "colour"})
    void filterThatMakesNoSense_isRefused(String name) {
        assertThatThrownBy(() -> DeadLetterFilter.of(Map.of(name, "red")))
                .isInstanceOf(HeadraceException.class)
                .hasMessageContaining("HR-1004 Bad filter of dead letters")
                .hasMessageContaining(name);
    }

    @Test
    void facets_countWhatLettersHaveInCommon() {
        bury("k", "a", "EXHAUSTED", "java.io.IOException", "no route to 10.0.0.1:6379 after 3 tries");
        bury("k", "b", "EXHAUSTED", "java.io.IOException", "no route to 10.0.0.27:80 after 4 tries");
        time.advance(Duration.ofDays(1));
        bury("k", "c", "REJECTED", "shop.Negative", "amount of \"A-1\" is -5");
        bury("k", "d", "REJECTED", "shop.Negative", "amount of \"B-22\" is -70");
        bury("k", "e", "REJECTED", "shop.Negative", "amount is missing");
        List<Long> heard = new ArrayList<>();

        Facets facets = dead.facets(DeadLetterFilter.ALL, (looked, of) -> heard.add(looked));

        assertThat(facets.looked()).isEqualTo(5);
        assertThat(facets.matched()).isEqualTo(5);
        assertThat(facets.errors()).map(Facets.Facet::count).containsExactly(2L, 2L, 1L);
        assertThat(facets.classes()).map(Facets.Facet::name).containsExactly("shop.Negative", "java.io.IOException");
        assertThat(facets.reasons()).map(Facets.Facet::count).containsExactly(3L, 2L);
        assertThat(facets.days()).map(Facets.Facet::name).containsExactly("2026-01-31", "2026-02-01");
        assertThat(heard).last().isEqualTo(5L);
    }

    @Test
    void entryThatIsNoDeadLetter_isForeign_andCannotBeReplayed() {
        MessageId stray =
                broker.keyspace(keys -> keys.append(KEYS.dead(), List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8))));

        assertThat(dead.list(9)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("FOREIGN");
            assertThat(letter.entry().fields(0)).containsExactly("a".getBytes(UTF_8), "b".getBytes(UTF_8));
        });
        RunReport report = replay(DeadLetterFilter.ALL).await();
        assertThat(report.state().failed()).isOne();
        assertThat(dead.discard(DeadLetterFilter.ALL.ids(stray), ReplayOptions.defaults())
                        .await()
                        .state()
                        .moved())
                .isOne();
        assertThat(dead.list(9)).isEmpty();
    }

    // replaying

    @Test
    void replayOfSome_movesThoseAndNoOthers() {
        bury(300);
        bury("k", "x", "REJECTED", "shop.Negative", "no");
        bury(300);

        RunReport report = replay(DeadLetterFilter.ALL.reasons("EXHAUSTED")).await();

        assertThat(report.state().phase()).isEqualTo(Phase.DONE);
        assertThat(report.state().moved()).isEqualTo(600);
        assertThat(report.state().missed() + report.state().failed()).isZero();
        assertThat(length(KEYS.lane())).isEqualTo(600);
        assertThat(dead.list(9))
                .singleElement()
                .satisfies(left -> assertThat(left.value()).isEqualTo("x"));
    }

    @Test
    void whatDiesDuringAReplay_isLeftAlone() {
        bury(600); // of several pages: later ones are read when the first letter has died again
        MessageId[] again = new MessageId[1];
        Edit<String> edit = new Edit<>("dies again", value -> {
            again[0] = again[0] == null ? bury("k", value, "EXHAUSTED", "x", "y") : again[0];
            return value;
        });

        RunReport report = dead.replay(
                        DeadLetterFilter.ALL, ReplayOptions.<String>defaults().edit(edit))
                .await();

        assertThat(report.state().moved()).isEqualTo(600);
        assertThat(dead.list(9)).map(DeadLetter::id).containsExactly(again[0]);
    }

    @Test
    void lettersThatCannotBeEdited_stay_andSayWhy() {
        bury("k", "good", "EXHAUSTED", "x", "y");
        MessageId bad = bury("k", "bad", "EXHAUSTED", "x", "y");
        Edit<String> edit = new Edit<>("upper", value -> {
            if (value.equals("bad")) {
                throw new IllegalStateException("cannot");
            }
            return value.toUpperCase(Locale.ROOT);
        });

        DeadLetterRun<String> run = dead.replay(
                DeadLetterFilter.ALL, ReplayOptions.<String>defaults().edit(edit));

        assertThat(run.await().state().moved()).isOne();
        assertThat(run.await().state().failed()).isOne();
        assertThat(run.failures())
                .singleElement()
                .satisfies(why -> assertThat(why)
                        .startsWith("HR-4002 Cannot replay dead letter " + bad)
                        .contains("cannot"));
        assertThat(dead.list(9)).map(DeadLetter::id).containsExactly(bad);
        assertThat(laneData()).containsExactly("GOOD");
    }

    @Test
    void cancel_endsItWithinAStep_andResumeGoesOn() {
        bury(500);
        ReplayOptions<String> slow = ReplayOptions.<String>defaults().perSecond(20);

        DeadLetterRun<String> run = dead.replay(DeadLetterFilter.ALL, slow);
        RunReport cancelled = dead.cancel(run.id());
        RunReport ended = run.await();

        assertThat(ended.state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(ended.state().moved()).isEqualTo(cancelled.state().moved()).isLessThan(100);
        assertThat(length(KEYS.lane())).isEqualTo((int) ended.state().moved());

        DeadLetterRun<String> resumed = dead.resume(run.id(), slow);
        resumed.cancel();
        resumed.await();
        long moved = dead.run(run.id()).state().moved();
        assertThat(length(KEYS.lane())).isEqualTo((int) moved);
        assertThat(dead.size()).isEqualTo(500 - moved);
    }

    @Test
    void resume_takesOverFromOneThatStillRuns() {
        bury(500);
        DeadLetterRun<String> first = dead.replay(
                DeadLetterFilter.ALL, ReplayOptions.<String>defaults().perSecond(10));

        broker.turn(GROUP, first.id(), RunTurn.RESUME, "somebody");

        assertThatThrownBy(first::await).hasMessageContaining("HR-4004").hasMessageContaining("another process");
    }

    @Test
    void resume_isRefusedWhereItMakesNoSense() {
        bury(3);
        Edit<String> edit = new Edit<>("upper", String::toUpperCase);
        DeadLetterRun<String> done = replay(DeadLetterFilter.ALL);
        done.await();
        bury(3);
        DeadLetterRun<String> edited = dead.replay(
                DeadLetterFilter.ALL,
                ReplayOptions.<String>defaults().edit(edit).perSecond(1));
        edited.cancel();

        assertThatThrownBy(() -> dead.resume(done.id(), ReplayOptions.defaults()))
                .hasMessageContaining("HR-4005")
                .hasMessageContaining("done");
        assertThatThrownBy(() -> dead.resume(edited.id(), ReplayOptions.defaults()))
                .hasMessageContaining("HR-4005")
                .hasMessageContaining("\"upper\"");
        assertThatThrownBy(() -> dead.resume("1-0", ReplayOptions.defaults()))
                .hasMessageContaining("HR-4003")
                .hasMessageContaining("1-0");
    }

    @Test
    void twoReplaysOfOneSelection_moveEachLetterOnce() {
        bury(1_000);

        DeadLetterRun<String> one = replay(DeadLetterFilter.ALL);
        DeadLetterRun<String> other = replay(DeadLetterFilter.ALL);

        long moved = one.await().state().moved() + other.await().state().moved();
        assertThat(moved).isEqualTo(1_000);
        assertThat(length(KEYS.lane())).isEqualTo(1_000);
    }

    @Test
    void books_sayWhoDidWhatAndWhen() {
        bury(3);
        DeadLetterFilter filter = DeadLetterFilter.ALL.reasons("EXHAUSTED");
        dead.replay(filter, ReplayOptions.<String>defaults().by("anne").perSecond(1_000))
                .await();
        dead.discard(DeadLetterFilter.ALL, ReplayOptions.<String>defaults().by("bob"))
                .await();
        bury(1);
        dead.replay(dead.list(1).get(0).id());

        List<RunReport> runs = dead.runs();

        assertThat(runs).map(RunReport::by).startsWith("anne", "bob");
        assertThat(runs)
                .map(RunReport::kind)
                .containsExactly(RunReport.Kind.REPLAY, RunReport.Kind.DISCARD, RunReport.Kind.REPLAY);
        assertThat(runs).map(run -> run.state().moved()).containsExactly(3L, 0L, 1L);
        assertThat(runs).allMatch(run -> run.state().phase() == Phase.DONE);
        assertThat(runs.get(0).filter()).isEqualTo(filter);
        assertThat(runs.get(0).perSecond()).isEqualTo(1_000);
        assertThat(runs.get(0).startedAt()).isEqualTo(Instant.ofEpochMilli(NOON));
    }

    @Test
    void serverThatRefuses_stopsTheReplayWithItsBooks() {
        bury(3);
        broker.keyspace(keys -> {
            keys.putString(KEYS.lane(), "x".getBytes(UTF_8));
            return true;
        });

        DeadLetterRun<String> run = replay(DeadLetterFilter.ALL);

        assertThatThrownBy(run::await)
                .isInstanceOfSatisfying(
                        HeadraceException.class, stop -> assertThat(stop.code()).isEqualTo(ErrorCode.RUN_STOPPED))
                .hasMessageContaining("0 dead letters were taken")
                .hasMessageContaining("headrace replays resume orders billing " + run.id());
        assertThat(dead.size()).isEqualTo(3);
    }

    // exporting

    @Test
    @Tag("P8")
    void export_bringsBackEveryByte() {
        bury("anne", "text \u2713", "EXHAUSTED", "x", "y");
        byte[] noText = {0, (byte) 0xff, (byte) 0xc3, 0x28, 10, 13};
        bury("bob", noText, "UNDECODABLE", "x", "y");
        List<List<byte[]>> before = entries();
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        long written = dead.export(DeadLetterFilter.ALL, file, Progress.NONE);
        dead.discard(DeadLetterFilter.ALL, ReplayOptions.defaults()).await();
        long added = dead.importFrom(new ByteArrayInputStream(file.toByteArray()));

        assertThat(List.of(written, added)).containsExactly(2L, 2L);
        assertThat(file.toString(UTF_8).lines()).hasSize(2).allMatch(line -> line.startsWith("{"));
        assertThat(entries()).usingRecursiveComparison().isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entry\":[]}",
                "{\"meta\":\"x\",\"entry\":[\"a\",\"b\"]}",
                "[1]",
                "{\"meta\":{\"base64\":\"gA==\"},\"entry\":[\"a\",\"b\"]}",
                "{\"meta\":{\"base64\":\"*\"},\"entry\":[\"a\",\"b\"]}",
                "not json",
            })
    void lineThatIsNoDeadLetter_isNamed_andWhatWasBeforeItIsAdded(String line) {
        bury(2);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        dead.export(DeadLetterFilter.ALL, file, Progress.NONE);
        String lines = file.toString(UTF_8) + line + "\n";

        assertThatThrownBy(() -> dead.importFrom(new ByteArrayInputStream(lines.getBytes(UTF_8))))
                .hasMessageStartingWith("HR-4006 Line 3 is no exported dead letter of ")
                .hasMessageContaining("The 2 lines before it were added");
        assertThat(dead.list(9)).hasSize(4);
    }

    private DeadLetterRun<String> replay(DeadLetterFilter filter) {
        return dead.replay(filter, ReplayOptions.defaults());
    }

    private List<MessageId> ids(DeadLetterFilter filter) {
        return dead.list(filter, MessageId.MIN, 100).stream()
                .map(DeadLetter::id)
                .toList();
    }

    private MessageId messageOf(MessageId letter) {
        return dead.find(letter).messageId();
    }

    private List<MessageId> bury(int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(bury("k" + i, "m" + i, "EXHAUSTED", "java.io.IOException", "attempt " + i));
        }
        return ids;
    }

    private MessageId bury(String key, String data, String reason, String type, String error) {
        return bury(key, data.getBytes(UTF_8), reason, type, error);
    }

    private MessageId bury(String key, byte[] data, String reason, String type, String error) {
        return broker.keyspace(keys -> {
            MemoryStream known = keys.stream(KEYS.dead());
            MessageId message =
                    new MessageId(7, known == null ? 0 : known.lastId().sequence() + 1);
            Provenance why = new Provenance(
                    "orders", "billing", message, reason, type, error, "", 1, "hr-anne", 0, 0, List.of());
            List<byte[]> fields =
                    Envelope.of(key, NOON, Map.of("tenant", key), data).fields();
            return keys.append(
                    KEYS.dead(),
                    List.of("meta".getBytes(UTF_8), why.pack(), "entry".getBytes(UTF_8), PackedList.pack(fields)));
        });
    }

    private List<List<byte[]>> entries() {
        return dead.list(100).stream().map(letter -> letter.entry().fields(0)).toList();
    }

    private List<String> laneData() {
        EntryBatch lane = Broker.await(broker.read(KEYS.lane(), MessageId.MIN, MessageId.MAX, 100));
        List<String> data = new ArrayList<>();
        for (int i = 0; i < lane.size(); i++) {
            List<byte[]> fields = PackedList.unpack("entry", lane.value(i, "entry"));
            data.add(EntryBatch.of(MessageId.MIN, fields).value(0, Codec.utf8()));
        }
        return data;
    }

    private int length(String key) {
        return broker.keyspace(keys -> {
            MemoryStream stream = keys.stream(key);
            return stream == null ? 0 : stream.length();
        });
    }
}
