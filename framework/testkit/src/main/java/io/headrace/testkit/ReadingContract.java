package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.broker.Append;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Appending, opening groups, and fetching with and without waiting. */
abstract class ReadingContract extends ContractFixture {
    private static final Fetch BOTH = new Fetch(true, true, 100, NOW);
    private static final Fetch WAITING = new Fetch(true, true, 100, Duration.ofSeconds(4));

    ReadingContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void append_readsBackEveryByteInOrder() {
        byte[] everyByte = new byte[256];
        IntStream.range(0, 256).forEach(i -> everyByte[i] = (byte) i);
        Map<String, String> headers = Map.of("trace", "ä-1", "tenant", "t");

        MessageId first = append(group.stream(), Envelope.of("clé", 42, headers, everyByte));
        MessageId second = append(group.stream(), Envelope.of(null, 43, Map.of(), new byte[0]));

        EntryBatch batch = fetch(ANNE).stream();
        assertThat(second).isGreaterThan(first);
        assertThat(ids(batch)).containsExactly(first, second);
        assertThat(batch.key(0)).isEqualTo("clé");
        assertThat(batch.timeMillis(0)).isEqualTo(42);
        assertThat(batch.headers(0)).isEqualTo(headers);
        assertThat(batch.value(0, "data")).isEqualTo(everyByte);
        assertThat(batch.fields(1))
                .containsExactly(
                        bytes("key"),
                        bytes(""),
                        bytes("time"),
                        bytes("43"),
                        bytes("headers"),
                        bytes(""),
                        bytes("data"),
                        bytes(""));
    }

    @Test
    @Tag("P1")
    void appendToKeyOfAnotherType_failsAloneAmongItsNeighbours() {
        String blocked = server.name("blocked");
        server.putString(blocked, "x");

        List<CompletableFuture<MessageId>> replies = broker.append(List.of(
                new Append(group.stream(), entry("a")),
                new Append(blocked, entry("b")),
                new Append(group.stream(), entry("c"))));

        assertThat(refusal(replies.get(1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(ids(entries(group.stream()))).containsExactly(answer(replies.get(0)), answer(replies.get(2)));
    }

    @Test
    void read_includesBothEndsUpToCount() {
        List<MessageId> ids = send("a", "b", "c", "d");

        EntryBatch between = answer(broker.read(group.stream(), ids.get(1), ids.get(3), 10));
        EntryBatch counted = answer(broker.read(group.stream(), MessageId.MIN, MessageId.MAX, 3));
        EntryBatch backwards = answer(broker.read(group.stream(), ids.get(3), ids.get(1), 10));

        assertThat(data(between)).containsExactly("b", "c", "d");
        assertThat(data(counted)).containsExactly("a", "b", "c");
        assertThat(backwards.size()).isZero();
        assertThat(entries(server.name("missing")).size()).isZero();
    }

    @Test
    void readKeyOfAnotherType_failsWithWrongType() {
        server.putString(group.stream(), "x");

        assertThat(refusal(broker.read(group.stream(), MessageId.MIN, MessageId.MAX, 1)))
                .isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void openGroupAgain_isNotNewAndGoesOnWhereItWas() {
        deliver(ANNE, "a");
        send("b");

        boolean created = answer(broker.openGroup(group, Start.earliest()));

        assertThat(created).isFalse();
        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void startPosition_decidesWhatANewGroupReads() {
        List<MessageId> ids = send("a", "b");
        Start tomorrow = Start.at(Instant.ofEpochMilli(ids.get(1).millis()).plus(Duration.ofDays(1)));
        Map<String, Start> starts = Map.of(
                "earliest", Start.earliest(),
                "latest", Start.latest(),
                "after", Start.after(ids.get(0)),
                "at", Start.at(Instant.ofEpochMilli(ids.get(0).millis())),
                "tomorrow", tomorrow);
        starts.forEach((name, start) ->
                assertThat(answer(broker.openGroup(sibling(name), start))).isTrue());

        send("c");

        Map<String, List<String>> read = starts.keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> data(fetchAs(sibling(name)).stream())));
        assertThat(read)
                .isEqualTo(Map.of(
                        "earliest", List.of("a", "b", "c"),
                        "latest", List.of("c"),
                        "after", List.of("b", "c"),
                        "at", List.of("a", "b", "c"),
                        "tomorrow", List.of()));
    }

    @Test
    void openGroupWhereLaneIsOfAnotherType_createsNothing() {
        GroupRef other = sibling("other");
        server.putString(GroupKeys.of(other).lane(), "x");

        assertThat(refusal(broker.openGroup(other, Start.earliest()))).isEqualTo(ErrorCode.WRONG_TYPE);

        assertThat(refusal(broker.inspect(other))).isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void openGroupOfKeyOfAnotherType_failsWithWrongType() {
        GroupRef other = new GroupRef(server.name("other"), "billing");
        server.putString(other.stream(), "x");

        assertThat(refusal(broker.openGroup(other, Start.earliest()))).isEqualTo(ErrorCode.WRONG_TYPE);

        assertThat(entries(GroupKeys.of(other).lane()).size()).isZero();
    }

    @Test
    void streamNameWithHashTag_isReadLikeAnyOther() {
        GroupRef shop = new GroupRef("{shop}.orders", "billing");
        answer(broker.openGroup(shop, Start.latest()));
        MessageId id = append(shop.stream(), entry("a"));

        assertThat(ids(fetchAs(shop).stream())).containsExactly(id);
        assertThat(answer(broker.inspect(shop)).pending()).containsExactly(Map.entry(ANNE, 1L));
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
        Duration block = Duration.ofMillis(150);
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
        assertThat(refusal(broker.append(List.of(new Append(group.stream(), entry("a"))))
                        .get(0)))
                .isEqualTo(ErrorCode.CLOSED);
    }

    private GroupRef sibling(String name) {
        return new GroupRef(group.stream(), name);
    }

    private Fetched fetchAs(GroupRef other) {
        try (Reader reader = broker.reader(other, ANNE, () -> {})) {
            return answer(reader.fetch(BOTH));
        }
    }

    private void replayAll() {
        EntryBatch dead = entries(keys.dead());
        ids(dead).forEach(id -> answer(broker.replay(group, id, bytes("meta"), "entry".getBytes(UTF_8))));
    }
}
