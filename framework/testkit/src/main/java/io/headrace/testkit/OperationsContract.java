package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.ConsumerStatus.Kind;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Operations;
import io.headrace.broker.Pause;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.StreamPage;
import io.headrace.broker.StreamStatus;
import io.headrace.broker.StreamStatus.StreamGroup;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator sees of streams, consumers and pending entries; deleting. */
@Tag("operator")
abstract class OperationsContract extends LeaseFixture {
    private static final String STRANGER = "import-job";

    Operations operations;

    @SuppressWarnings("NullAway.Init") // set before each test
    OperationsContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void operate() {
        operations = broker.operations();
    }

    @Test
    void pages_nameEachStream_butNoneOfOurOwn() {
        String other = server.name("other");
        append(other, entry("a"));
        bury(ANNE, deliver(ANNE, "b"));
        server.putString(server.name("blocked"), "x");

        List<String> names = new ArrayList<>();
        String cursor = Operations.FIRST;
        int pages = 0;
        do {
            StreamPage page = answer(operations.streams(cursor, 1));
            names.addAll(page.names());
            cursor = page.cursor();
            assertThat(page.isLast()).isEqualTo(cursor.equals(Operations.FIRST));
        } while (!cursor.equals(Operations.FIRST) && ++pages < 100);

        assertThat(names).containsOnly(group.stream(), other);
    }

    @Test
    void stream_isCounted_withItsGroups() {
        List<MessageId> ids = send("a", "b", "c");
        server.deleteEntry(group.stream(), ids.get(0));
        answer(broker.openGroup(sibling("audit"), Start.earliest()));
        server.destroyGroup(group.stream(), "audit");

        StreamStatus stream = answer(operations.stream(group.stream()));

        assertThat(stream.exists()).isTrue();
        assertThat(stream.length()).isEqualTo(2);
        assertThat(stream.added()).isEqualTo(3);
        assertThat(stream.firstId()).isEqualTo(ids.get(1));
        assertThat(stream.lastId()).isEqualTo(ids.get(2));
        assertThat(stream.bytes()).isNotZero();
        assertThat(stream.groups())
                .containsExactly(new StreamGroup("audit", false, true), new StreamGroup("billing", true, true));
    }

    @Test
    void groupThatIsNotRegistered_isShown() {
        server.deleteKey(keys.groups());

        assertThat(answer(operations.stream(group.stream())).groups())
                .containsExactly(new StreamGroup("billing", true, false));
    }

    @Test
    void missingStream_isEmpty_andShowsTheGroupsThatWaitForIt() {
        server.deleteKey(group.stream());

        StreamStatus known = answer(operations.stream(group.stream()));
        StreamStatus unknown = answer(operations.stream(server.name("missing")));

        assertThat(known.groups()).containsExactly(new StreamGroup("billing", false, true));
        assertThat(unknown)
                .isEqualTo(new StreamStatus(
                        server.name("missing"), false, 0, 0, MessageId.MIN, MessageId.MIN, -1, List.of()));
    }

    @Test
    void keyOfAnotherType_isRefused() {
        server.putString(group.stream(), "x");

        assertThat(refusal(operations.stream(group.stream()))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(operations.latest(group.stream(), 1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(operations.consumers(group))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(operations.pending(group, Source.STREAM, null, MessageId.MIN, 1)))
                .isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void latest_areTheNewestBackwards() {
        send("a", "b", "c");

        assertThat(data(answer(operations.latest(group.stream(), 2)))).containsExactly("c", "b");
        assertThat(data(answer(operations.latest(group.stream(), 10)))).containsExactly("c", "b", "a");
        assertThat(answer(operations.latest(server.name("missing"), 2)).size()).isZero();
    }

    @Test
    void nameThatNoStreamCanHave_isRefused() {
        assertThatThrownBy(() -> operations.stream("a}b{"))
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_NAME));
    }

    @Test
    void missingGroup_isRefused() {
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(operations.consumers(group))).isEqualTo(ErrorCode.NO_GROUP);
        assertThat(refusal(operations.pending(group, Source.STREAM, null, MessageId.MIN, 1)))
                .isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void consumers_areToldApart() {
        deliverReplayed(ANNE, "a");
        join(ANNE, HOUR);
        park(BOB, HOUR, deliver(BOB, "b"));
        deliver(BOB, "c");
        die(BOB);
        deliver(STRANGER, "d");
        join(CAROL, HOUR);
        server.pass(Duration.ofMillis(50));

        List<ConsumerStatus> consumers = answer(operations.consumers(group));

        assertThat(consumers)
                .extracting(ConsumerStatus::name, ConsumerStatus::kind, ConsumerStatus::stream, ConsumerStatus::lane)
                .containsExactlyInAnyOrder(
                        tuple(ANNE, Kind.WORKER, 0L, 1L),
                        tuple(BOB, Kind.WORKER, 1L, 0L),
                        tuple(CAROL, Kind.WORKER, 0L, 0L),
                        tuple(STRANGER, Kind.FOREIGN, 1L, 0L),
                        tuple(GroupState.RETRY, Kind.RESERVED, 1L, 0L));
        assertThat(consumers)
                .filteredOn(ConsumerStatus::isAlive)
                .extracting(ConsumerStatus::name)
                .containsExactly(ANNE, CAROL);
        assertThat(consumers)
                .filteredOn(ConsumerStatus::leased)
                .extracting(ConsumerStatus::name)
                .containsExactly(ANNE, BOB, CAROL);
        assertThat(named(consumers, ANNE).leaseMillis()).isBetween(1L, HOUR.toMillis() - 50);
        assertThat(named(consumers, BOB).leaseMillis()).isBetween(-60_000L, -50L);
        assertThat(named(consumers, STRANGER).idleMillis()).isBetween(50L, 60_000L);
        assertThat(named(consumers, CAROL).idleMillis()).isEqualTo(-1);
    }

    @Test
    void groupWithoutALane_isShown() {
        deliver(ANNE, "a");
        server.deleteKey(keys.lane());

        assertThat(answer(operations.consumers(group)))
                .extracting(ConsumerStatus::name, ConsumerStatus::pending)
                .containsExactly(tuple(ANNE, 1L));
    }

    @Test
    void pendingEntries_haveTheirHolderAndWhatIsRecorded() {
        Hold parked = deliver(ANNE, "a");
        park(ANNE, HOUR, parked);
        Hold held = deliver(BOB, "b");
        server.pass(Duration.ofMillis(50));

        List<PendingEntry> pending = answer(operations.pending(group, Source.STREAM, null, MessageId.MIN, 10));

        assertThat(pending).extracting(PendingEntry::ref).containsExactly(parked.ref(), held.ref());
        assertThat(pending).extracting(PendingEntry::consumer).containsExactly(GroupState.RETRY, BOB);
        assertThat(pending).extracting(PendingEntry::deliveries).containsExactly(1, 1);
        assertThat(pending).allSatisfy(entry -> assertThat(entry.idleMillis()).isBetween(50L, 60_000L));
        assertThat(pending.get(0).attempts().failures()).isEqualTo(1);
        assertThat(pending.get(0).attempts().lastError()).isEqualTo("broken");
        assertThat(pending.get(1).attempts().isNone()).isTrue();
    }

    @Test
    void pendingEntries_comeInPages_ofOneConsumerOrAll() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        Hold last = deliver(BOB, "c");

        assertThat(refs(operations.pending(group, Source.STREAM, null, MessageId.MIN, 2)))
                .containsExactly(holds.get(0).ref(), holds.get(1).ref());
        assertThat(refs(operations.pending(
                        group, Source.STREAM, null, holds.get(1).ref().id(), 2)))
                .containsExactly(last.ref());
        assertThat(refs(operations.pending(group, Source.STREAM, BOB, MessageId.MIN, 2)))
                .containsExactly(last.ref());
        assertThat(refs(operations.pending(group, Source.STREAM, null, MessageId.MAX, 2)))
                .isEmpty();
        assertThat(refs(operations.pending(group, Source.LANE, null, MessageId.MIN, 2)))
                .isEmpty();
    }

    @Test
    void pendingInTheLane_isRecordedByItself() {
        Hold replayed = deliverReplayed(ANNE, "a");
        park(ANNE, HOUR, replayed);

        PendingEntry entry = answer(operations.pending(group, Source.LANE, null, MessageId.MIN, 2))
                .get(0);

        assertThat(entry.ref()).isEqualTo(replayed.ref());
        assertThat(entry.attempts().failures()).isEqualTo(1);
    }

    @Test
    void pause_isToldByTicksUntilItIsEnded() {
        Pause pause = new Pause(0, "anne", "database moves");
        assertThat(answer(operations.resume(group))).isFalse();
        assertThat(answer(operations.paused(group))).isNull();
        assertThat(tick().pause()).isNull();

        answer(operations.pause(group, pause));

        assertThat(answer(operations.paused(group))).isEqualTo(pause);
        assertThat(tick().pause()).isEqualTo(pause);
        assertThat(answer(operations.resume(group))).isTrue();
        assertThat(answer(operations.paused(group))).isNull();
        assertThat(tick().pause()).isNull();
    }

    private Ticked tick() {
        return answer(broker.tick(group, new Tick("hr-anne", Duration.ofSeconds(10), Duration.ofSeconds(1), true)));
    }

    private static ConsumerStatus named(List<ConsumerStatus> consumers, String name) {
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<EntryRef> refs(CompletableFuture<List<PendingEntry>> call) {
        return answer(call).stream().map(PendingEntry::ref).toList();
    }
}
