package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.broker.Append;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fetching, with and without waiting. */
abstract class FetchContract extends ContractFixture {
    private static final Fetch BOTH = new Fetch(true, true, 100, NOW);
    private static final Fetch WAITING = new Fetch(true, true, 100, Duration.ofSeconds(4));

    FetchContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void length_isThatOfTheStream_andZeroOfNone() {
        append(group.stream(), Envelope.of(null, 1, Map.of(), new byte[0]));

        assertThat(answer(broker.length(group.stream()))).isOne();
        assertThat(answer(broker.length(server.name("missing")))).isZero();
        server.putString(keys.due(), "x");
        assertThat(refusal(broker.length(keys.due()))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void fetchByTwo_deliversEachEntryOnce() {
        send("a", "b", "c");

        Fetched anne = answer(reader(ANNE).fetch(new Fetch(true, true, 2, NOW)));
        Fetched bob = answer(reader(BOB).fetch(new Fetch(true, true, 2, NOW)));

        assertThat(data(anne.stream())).containsExactly("a", "b");
        assertThat(data(bob.stream())).containsExactly("c");
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 2L, BOB, 1L));
    }

    @Test
    void twoGroups_readIndependently() {
        GroupRef other = sibling("shipping");
        answer(broker.openGroup(other, Start.earliest()));

        deliver(ANNE, "a");

        assertThat(data(fetchAs(other).stream())).containsExactly("a");
        assertThat(answer(broker.ack(other, ids(entries(group.stream()))))).isOne();
        assertThat(state().totalPending()).isOne();
    }

    @Test
    void fetchFromOneSource_leavesTheOther() {
        bury(ANNE, deliver(ANNE, "dead"));
        replayAll();
        send("fresh");

        Fetched lane = answer(reader(ANNE).fetch(new Fetch(false, true, 10, NOW)));
        Fetched stream = answer(reader(ANNE).fetch(new Fetch(true, false, 10, NOW)));

        assertThat(lane.stream().size()).isZero();
        assertThat(lane.lane().size()).isOne();
        assertThat(data(stream.stream())).containsExactly("fresh");
        assertThat(stream.lane().size()).isZero();
    }

    @Test
    void waitingFetch_endsWithTheNextEntry() {
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(WAITING);
        assertThat(waiting).isNotDone();

        send("a");

        assertThat(data(answer(waiting).stream())).containsExactly("a");
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
    }

    @Test
    void waitingFetch_endsWithAReplay() {
        bury(BOB, deliver(BOB, "dead"));
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(WAITING);

        replayAll();

        assertThat(answer(waiting).lane().size()).isOne();
    }

    @Test
    void waitingFetchOfTwo_givesOneEntryToOneOfThem() {
        CompletableFuture<Fetched> anne = reader(ANNE).fetch(new Fetch(true, true, 1, Duration.ofSeconds(4)));
        CompletableFuture<Fetched> bob = reader(BOB).fetch(new Fetch(true, true, 1, Duration.ofSeconds(4)));

        send("a", "b");

        assertThat(List.of(data(answer(anne).stream()), data(answer(bob).stream())))
                .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    @Test
    void waitingFetchWithoutEntries_endsEmptyInTime() {
        Duration block = Duration.ofMillis(300);
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(new Fetch(true, true, 10, block));
        assertThat(waiting).isNotDone();

        server.pass(block);

        assertThat(answer(waiting).stream().size()).isZero();
        assertThat(answer(waiting).lane().size()).isZero();
    }

    @Test
    void wake_endsAWaitingFetchEmptyAndLeavesTheReaderUsable() {
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(WAITING);

        await().atMost(Duration.ofSeconds(2)).until(() -> {
            reader(ANNE).wake();
            return waiting.isDone();
        });

        assertThat(answer(waiting).stream().size()).isZero();
        send("a");
        assertThat(data(fetch(ANNE).stream())).containsExactly("a");
    }

    @Test
    void severalFetches_areAnsweredInOrder() {
        send("a", "b", "c");

        List<CompletableFuture<Fetched>> fetches = IntStream.range(0, 4)
                .mapToObj(i -> reader(ANNE).fetch(new Fetch(true, false, 1, NOW)))
                .toList();

        assertThat(fetches.stream().map(each -> data(answer(each).stream())))
                .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of());
    }

    @Test
    void fetchBehindAWaitingOne_isAnsweredAfterIt() {
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(new Fetch(true, false, 1, Duration.ofSeconds(4)));
        CompletableFuture<Fetched> behind = reader(ANNE).fetch(new Fetch(true, false, 10, NOW));
        assertThat(behind).isNotDone();

        send("a");

        assertThat(data(answer(waiting).stream())).containsExactly("a");
        assertThat(answer(behind).stream().size()).isZero();
    }

    @Test
    @Tag("P11")
    void fetchWhereStreamOrLaneHasNoGroup_failsForBoth() {
        send("a");

        server.destroyGroup(keys.lane(), group.group());

        assertThat(refusal(reader(ANNE).fetch(BOTH))).isEqualTo(ErrorCode.NO_GROUP);
        assertThat(answer(broker.openGroup(group, Start.earliest()))).isFalse();
        assertThat(data(fetch(ANNE).stream())).containsExactly("a");
    }

    @Test
    @Tag("P11")
    void waitingFetchWhoseGroupIsDestroyed_failsWithNoGroup() {
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(WAITING);

        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(waiting)).isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void readerClosed_failsWhatIsUnderWayAndWhatFollows() {
        Reader reader = reader(ANNE);
        CompletableFuture<Fetched> waiting = reader.fetch(WAITING);

        reader.close();

        refusal(waiting);
        assertThat(refusal(reader.fetch(BOTH))).isEqualTo(ErrorCode.CLOSED);
        assertThat(fetch(BOB).stream().size()).isZero();
    }

    @Test
    void brokerClosed_failsWhatIsUnderWayAndWhatFollows() {
        CompletableFuture<Fetched> waiting = reader(ANNE).fetch(WAITING);

        broker.close();

        refusal(waiting);
        assertThat(refusal(broker.inspect(group))).isEqualTo(ErrorCode.CLOSED);
        assertThat(code(append(new Append(group.stream(), entry("a"))).get(0))).isEqualTo(ErrorCode.CLOSED);
    }

    private void replayAll() {
        EntryBatch dead = entries(keys.dead());
        ids(dead).forEach(id -> replay(group, id, bytes("meta"), "entry".getBytes(UTF_8)));
    }
}
