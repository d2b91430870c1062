package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.Bury;
import io.headrace.broker.Commit;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Park;
import io.headrace.broker.Reader;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Provenance;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.redis.RedisBrokerProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("P14")
class GroupViewTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final GroupRef BILLING = new GroupRef("orders", "billing");
    private static final String ANNE = "hr-anne";

    @RegisterExtension
    static final RedisExtension redis =
            new RedisExtension(o -> o.config("appendonly", "yes").config("appendfsync", "no"));

    private Broker broker;

    @BeforeEach
    void openGroup() {
        broker = new RedisBrokerProvider().connect(redis.uri(), ConnectOptions.DEFAULTS);
        Broker.await(broker.openGroup(BILLING, Start.earliest()));
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void messagesOfEveryKind_areWhereTheyAre() {
        List<MessageId> ids = send("settled", "dead", "parked", "in hand", "undelivered");
        deliver(4);
        ack(ids.get(0));
        bury(ids.get(1));
        Broker.await(broker.park(BILLING, ANNE, List.of(new Park(hold(ids.get(2)), Duration.ofHours(1), "broken"))));

        GroupView view = GroupView.of(broker, ORDERS, "billing", value -> value);

        assertThat(view)
                .isEqualTo(new GroupView(
                        Set.of("undelivered"), Set.of("parked", "in hand"), Set.of("dead"), Set.of("settled", "dead")));
        assertThat(view.holds("in hand")).isTrue();
        assertThat(view.holds("another")).isFalse();
        assertThat(view).hasToString("GroupView[1 undelivered, 2 pending, 1 dead, 2 settled]");
    }

    @Test
    void withoutValue_messagesAreKnownByTheirOwnIds() {
        List<MessageId> ids = send("a", "b");
        deliver(1);
        bury(ids.get(0));

        GroupView view = GroupView.of(broker, BILLING);

        assertThat(view.dead()).containsExactly(ids.get(0).toString());
        assertThat(view.undelivered()).containsExactly(ids.get(1).toString());
    }

    @Test
    void nothingPending_theEndIsSettledAndNotUndelivered() {
        List<MessageId> ids = send("a", "b");
        deliver(2);
        ids.forEach(this::ack);
        send("c");

        GroupView view = GroupView.of(broker, ORDERS, "billing", value -> value);

        assertThat(view).isEqualTo(new GroupView(Set.of("c"), Set.of(), Set.of(), Set.of("a", "b")));
    }

    @Test
    void ackedBehindAPendingOne_isSettledAndNotUndelivered() {
        List<MessageId> ids = send("in hand", "acked");
        deliver(2);
        ack(ids.get(1));

        assertThat(view()).isEqualTo(new GroupView(Set.of(), Set.of("in hand"), Set.of(), Set.of("acked")));
    }

    @Test
    void replayed_isUndeliveredThenPendingThenSettled() {
        MessageId id = send("a").get(0);
        deliver(1);
        bury(id);
        DeadLetters<String> letters = new DeadLetters<>(broker, ORDERS, "billing");
        letters.replay(letters.list(1).get(0).id());
        assertThat(view()).isEqualTo(new GroupView(Set.of("a"), Set.of(), Set.of(), Set.of("a")));

        EntryBatch lane = fetch(10).lane();
        assertThat(view()).isEqualTo(new GroupView(Set.of(), Set.of("a"), Set.of(), Set.of("a")));

        Commit commit = new Commit(new EntryRef(Source.LANE, lane.id(0)), false, List.of());
        Broker.await(broker.commit(BILLING, "hr-test", List.of(commit)));
        assertThat(view()).isEqualTo(new GroupView(Set.of(), Set.of(), Set.of(), Set.of("a")));
    }

    @Test
    void entryGoneUnderAPendingId_isNotHeld() {
        MessageId id = send("a").get(0);
        deliver(1);

        redis.server().command("XDEL", "orders", id.toString());

        assertThat(GroupView.of(broker, BILLING).holds(id.toString())).isFalse();
    }

    @Test
    void undecodableValue_isKnownByItsId() {
        String id = (String) redis.server().command("XADD", "orders", "*", "colour", "blue");

        assertThat(view().undelivered()).containsExactly(id);
    }

    @Test
    void groupMissing_hasGotNothing() {
        send("a");
        deliver(1);

        redis.server().command("XGROUP", "DESTROY", "orders", "billing");

        assertThat(view()).isEqualTo(new GroupView(Set.of("a"), Set.of(), Set.of(), Set.of()));
    }

    @Test
    void foreignEntryAmongDeadLetters_isNamed() {
        redis.server().command("XADD", GroupKeys.of(BILLING).dead(), "*", "colour", "blue");

        assertThatThrownBy(() -> GroupView.of(broker, BILLING))
                .hasMessageContaining("is no dead letter of Headrace")
                .hasMessageContaining("XDEL");
    }

    @Test
    void thousands_areReadPageByPage() {
        List<MessageId> ids = new ArrayList<>();
        for (int sent = 0; sent < 12_000; sent += 1_000) {
            ids.addAll(send(IntStream.range(sent, sent + 1_000)
                    .mapToObj(Integer::toString)
                    .toArray(String[]::new)));
        }
        for (int delivered = 0; delivered < 6_000; delivered += 500) {
            deliver(500);
        }
        Broker.await(broker.ack(BILLING, ids.subList(0, 2_500)));

        GroupView view = view();

        assertThat(view.settled()).hasSize(2_500).contains("0", "2499");
        assertThat(view.pending()).hasSize(3_500).contains("2500", "5999");
        assertThat(view.undelivered()).hasSize(6_000).contains("6000", "11999");
    }

    @Test
    void serverDown_isAwaited() {
        send("a");
        redis.server().kill();
        CompletableFuture<GroupView> view = CompletableFuture.supplyAsync(this::view);

        redis.server().restart();

        assertThat(view.join().undelivered()).containsExactly("a");
    }

    @Test
    void ackedWithoutBeingHandled_isLost() {
        List<MessageId> ids = send("handled", "acked too early", "waiting");
        LossAudit audit = new LossAudit();
        audit.confirmed(List.of("handled", "acked too early", "waiting"));
        deliver(2);
        audit.handled("handled");
        ids.subList(0, 2).forEach(this::ack);

        LossReport report = audit.report(view());

        assertThat(report.lost()).containsExactly("acked too early");
        assertThat(report.undelivered()).containsExactly("waiting");
    }

    @Test
    void restartedWithoutItsData_hasDestroyedWhatWasNotHandled() {
        send("handled", "gone");
        LossAudit audit = new LossAudit();
        audit.confirmed(List.of("handled", "gone"));
        audit.handled("handled");
        redis.server().command("FLUSHALL");
        redis.server().restart();

        LossReport report = audit.report(view());

        assertThat(report.lost()).isEmpty();
        assertThat(report.destroyed()).containsExactly("gone");
    }

    private GroupView view() {
        return GroupView.of(broker, ORDERS, "billing", value -> value);
    }

    private List<MessageId> send(String... values) {
        List<Append> entries = new ArrayList<>();
        for (String value : values) {
            entries.add(Append.of(ORDERS, value, 0, Map.of()));
        }
        return Broker.await(broker.append(entries, Durability.memory())).stream()
                .map(each -> ((Appended.Done) each).id())
                .toList();
    }

    private void deliver(int count) {
        assertThat(fetch(count).stream().size()).isEqualTo(count);
    }

    private Fetched fetch(int count) {
        try (Reader reader = broker.reader(BILLING, ANNE, () -> {})) {
            return Broker.await(reader.fetch(new Fetch(true, true, count, Duration.ZERO)));
        }
    }

    private void ack(MessageId id) {
        Broker.await(broker.ack(BILLING, List.of(id)));
    }

    private void bury(MessageId id) {
        Provenance why = new Provenance("orders", "billing", id, "REJECTED", "", "no", "", 1, ANNE, 0, 0, List.of());
        Broker.await(broker.bury(BILLING, ANNE, List.of(new Bury(hold(id), why.pack()))));
    }

    private static Hold hold(MessageId id) {
        return new Hold(new EntryRef(Source.STREAM, id), 1);
    }
}
