package io.headrace.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Bury;
import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Park;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.Reader;
import io.headrace.broker.ResetMode;
import io.headrace.broker.Run;
import io.headrace.broker.RunStep;
import io.headrace.broker.Tick;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
    private static final GroupRef BILLING = new GroupRef("orders", "billing");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PAGES = 1_100; // more than two pages

    private final ManualTime time = new ManualTime(1_700_000_000_000L);

    @AutoClose
    private final InMemoryBroker broker = new InMemoryBroker(time, time);

    private final Operator operator = new Operator(broker);

    @BeforeEach
    void open() {
        broker.openGroup(BILLING, Start.earliest()).join();
    }

    @Test
    void streams_areAllFound_upToTheLimit() {
        List<String> names = IntStream.range(0, PAGES)
                .mapToObj(i -> "s%04d".formatted(i))
                .peek(name -> send(name, 1))
                .toList();

        assertThat(operator.streams(2 * PAGES))
                .hasSize(PAGES + 1)
                .containsAll(names)
                .contains("orders");
        assertThat(operator.streams(3)).hasSize(3);
        assertThat(code(() -> operator.streams(0))).isEqualTo(ErrorCode.BAD_OPTION);
    }

    @Test
    void streamThatNobodyKnows_isRefused() {
        assertThat(code(() -> operator.stream("ordres"))).isEqualTo(ErrorCode.NO_STREAM);
        assertThat(code(() -> operator.groups("ordres"))).isEqualTo(ErrorCode.NO_STREAM);
    }

    @Test
    void groups_areReported_alsoWhereTheServerMissesThem() {
        GroupRef audit = new GroupRef("orders", "audit");
        broker.openGroup(audit, Start.earliest()).join();
        broker.keyspace(keys -> keys.stream("orders").destroyGroup("audit"));
        send("orders", 2);

        List<GroupReport> groups = operator.groups("orders");

        assertThat(groups).extracting(report -> report.group().name()).containsExactly("audit", "billing");
        assertThat(groups.get(0).status()).isNull();
        assertThat(groups.get(1).status().lag()).isEqualTo(2);
        assertThat(operator.backlog(BILLING)).isEqualTo(2);
        assertThat(code(() -> operator.group(audit))).isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void pending_isOfTheStreamFirst_upToTheLimit() {
        List<Hold> holds = deliver("hr-anne", 3);
        replayOne(holds.get(0));
        read("hr-bob", 10);

        assertThat(operator.pending(BILLING, 10))
                .extracting(PendingEntry::ref)
                .extracting(EntryRef::source)
                .containsExactly(Source.STREAM, Source.STREAM, Source.LANE);
        assertThat(operator.pending(BILLING, 2)).hasSize(2);
        assertThat(operator.pending(BILLING, "hr-bob", 10)).hasSize(1);
        assertThat(operator.consumers(BILLING)).extracting(ConsumerStatus::name).containsExactly("hr-anne", "hr-bob");
        assertThat(code(() -> operator.pending(BILLING, 0))).isEqualTo(ErrorCode.BAD_OPTION);
    }

    @Test
    void pendingOfAGroupWithoutALane_isOfTheStream() {
        deliver("hr-anne", 1);
        broker.keyspace(keys -> keys.delete(GroupKeys.of(BILLING).lane()));

        assertThat(operator.pending(BILLING, 10)).hasSize(1);
    }

    @Test
    void retryNow_reachesEveryPage() {
        park(PAGES);

        assertThat(operator.retryNow(BILLING)).isEqualTo(PAGES);
        assertThat(operator.group(BILLING).due()).isEqualTo(PAGES);
    }

    @Test
    void retryNow_leavesTheOthersAlone() {
        List<Hold> holds = park(PAGES);
        EntryRef last = holds.get(PAGES - 1).ref();

        int hastened = operator.retryNow(BILLING, entry -> entry.ref().equals(last));

        assertThat(hastened).isOne();
        assertThat(operator.group(BILLING).due()).isOne();
        assertThat(operator.retries(BILLING, 1)).extracting(ParkedEntry::ref).containsExactly(last);
    }

    @Test
    void reset_waitsForTheWorkersToEnd() {
        deliver("hr-anne", 2);
        broker.tick(BILLING, new Tick("hr-anne", HOUR, HOUR, true)).join();

        assertThat(operator.planReset(BILLING, Start.earliest()).again()).isEqualTo(2);
        assertThatThrownBy(() -> operator.reset(BILLING, Start.earliest()))
                .hasMessageStartingWith("HR-4101 ")
                .hasMessageContaining("group \"billing\" of stream \"orders\": 1 worker is alive");
        assertThat(operator.reset(BILLING, Start.earliest(), ResetMode.FORCED).again())
                .isEqualTo(2);
        assertThat(operator.group(BILLING).lag()).isEqualTo(2);
    }

    @Test
    void trim_removesWhatEveryGroupHasSettled() {
        List<MessageId> ids =
                deliver("hr-anne", 5).stream().map(hold -> hold.ref().id()).toList();
        broker.ack(BILLING, ids.subList(0, 3)).join();
        time.advance(HOUR);

        assertThat(operator.trim("orders", Retention.atLeast(HOUR.multipliedBy(2)))
                        .removed())
                .isZero();
        assertThat(operator.trim("orders", Retention.acked()).removed()).isEqualTo(2);
        assertThat(operator.trim("orders", Retention.acked()).holder()).isEqualTo("billing");
        assertThat(operator.trim("orders", Retention.lossyMaxLen(1)).removed()).isEqualTo(2);
        assertThat(code(() -> operator.trim("orders", Retention.keep()))).isEqualTo(ErrorCode.BAD_OPTION);
    }

    @Test
    void pause_isSeenUntilItIsOver() {
        operator.pause(BILLING, Duration.ofMinutes(5), "anne", "database moves");

        assertThat(operator.paused(BILLING).reason()).isEqualTo("database moves");
        time.advance(Duration.ofMinutes(5));
        assertThat(operator.paused(BILLING)).isNull();
        assertThat(operator.resume(BILLING)).isTrue();
        assertThat(operator.resume(BILLING)).isFalse();
        assertThat(code(() -> operator.pause(new GroupRef("orders", "typo"), null, "anne", "")))
                .isEqualTo(ErrorCode.NO_GROUP);
    }

    private List<Hold> park(int count) {
        List<Hold> holds = deliver("hr-anne", count);
        broker.park(
                        BILLING,
                        "hr-anne",
                        holds.stream()
                                .map(hold -> new Park(hold, HOUR, "broken"))
                                .toList())
                .join();
        return holds;
    }

    private void replayOne(Hold hold) {
        broker.bury(BILLING, "hr-anne", List.of(new Bury(hold, new byte[0]))).join();
        MessageId letter = deadLetter();
        Run run = broker.beginRun(BILLING, "anne", new byte[0]).join();
        RunStep.Letter replayed = new RunStep.Letter(letter, new byte[0], new byte[0]);
        broker.step(BILLING, new RunStep(run.id(), "anne", 1, letter, true, 0, List.of(replayed)))
                .join();
    }

    private MessageId deadLetter() {
        return broker.read(GroupKeys.of(BILLING).dead(), MessageId.MIN, MessageId.MAX, 1)
                .join()
                .id(0);
    }

    private List<Hold> deliver(String consumer, int count) {
        List<MessageId> ids = send(BILLING.stream(), count);
        read(consumer, count);
        return ids.stream()
                .map(id -> new Hold(new EntryRef(Source.STREAM, id), 1))
                .toList();
    }

    private void read(String consumer, int count) {
        try (Reader reader = broker.reader(BILLING, consumer, () -> {})) {
            reader.fetch(new Fetch(true, true, count, Duration.ZERO)).join();
        }
    }

    private List<MessageId> send(String stream, int count) {
        Append entry = new Append(stream, Envelope.of(null, 1, Map.of(), "x".getBytes(UTF_8)));
        return broker.append(Collections.nCopies(count, entry), Durability.memory()).join().stream()
                .map(each -> ((Appended.Done) each).id())
                .toList();
    }

    private static ErrorCode code(ThrowingCallable call) {
        return ((HeadraceException) catchThrowable(call)).code();
    }
}
