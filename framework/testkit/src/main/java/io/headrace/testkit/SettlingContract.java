package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.LOST;
import static io.headrace.broker.Outcome.Kind.REFUSED;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Acks, and commits with and without effects. */
abstract class SettlingContract extends ContractFixture {
    private String bills = "";
    private String blocked = "";

    SettlingContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void nameDestinations() {
        bills = server.name("bills");
        blocked = server.name("blocked");
        server.putString(blocked, "x");
    }

    @Test
    void ack_countsWhatWasPending() {
        List<MessageId> ids =
                deliverAll(ANNE, "a", "b").stream().map(hold -> hold.ref().id()).toList();
        MessageId unread = send("c").get(0);

        int acked = answer(broker.ack(group, List.of(ids.get(0), unread, ids.get(0))));

        assertThat(acked).isOne();
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
        assertThat(data(fetch(ANNE).stream())).containsExactly("c");
    }

    @Test
    @Tag("P11")
    void ackInAMissingGroup_findsNothingPending() {
        MessageId id = deliver(ANNE, "a").ref().id();

        assertThat(answer(broker.ack(new GroupRef(group.stream(), "missing"), List.of(id))))
                .isZero();
        assertThat(answer(broker.ack(new GroupRef(server.name("missing"), "billing"), List.of(id))))
                .isZero();
    }

    @Test
    @Tag("P3")
    void commit_acksAndAppliesEffectsInOrder() {
        Hold hold = deliver(ANNE, "a");

        Outcome.Kind outcome = commit(hold.ref(), emit(bills, "1"), emit(bills, "2"));

        assertThat(outcome).isEqualTo(DONE);
        assertThat(data(entries(bills))).containsExactly("1", "2");
        assertThat(entries(bills).fields(0)).containsExactlyElementsOf(fieldsOf("1"));
        assertThat(state().totalPending()).isZero();
    }

    @Test
    @Tag("P3")
    void commitTwice_appliesEffectsOnce() {
        Hold hold = deliver(ANNE, "a");

        Outcome.Kind first = commit(hold.ref(), emit(bills, "1"));
        Outcome.Kind second = commit(hold.ref(), emit(bills, "1"));

        assertThat(List.of(first, second)).containsExactly(DONE, SUPERSEDED);
        assertThat(data(entries(bills))).containsExactly("1");
    }

    @Test
    @Tag("P3")
    void commitTwiceInOneBatch_appliesEffectsOnce() {
        Commit commit = new Commit(deliver(ANNE, "a").ref(), false, List.of(emit(bills, "1")));

        assertThat(commitAll(commit, commit)).containsExactly(DONE, SUPERSEDED);

        assertThat(data(entries(bills))).containsExactly("1");
    }

    @Test
    @Tag("P3")
    void commitOfAZombie_winsIfItComesFirst() {
        Hold zombie = deliver(ANNE, "a");
        release(ANNE, zombie);
        Hold heir = holds(claim(BOB, 1)).get(0);

        Outcome.Kind first = commit(zombie.ref(), emit(bills, "zombie"));
        Outcome.Kind second = commit(heir.ref(), emit(bills, "heir"));

        assertThat(List.of(first, second)).containsExactly(DONE, SUPERSEDED);
        assertThat(data(entries(bills))).containsExactly("zombie");
        assertThat(state().totalPending()).isZero();
    }

    @Test
    @Tag("P3")
    void commitOfWhatWasNeverDelivered_isSuperseded() {
        MessageId unread = send("a").get(0);

        assertThat(commit(ref(unread), emit(bills, "1"))).isEqualTo(SUPERSEDED);

        assertThat(entries(bills).size()).isZero();
        assertThat(data(fetch(ANNE).stream())).containsExactly("a");
    }

    @Test
    @Tag("P3")
    void commitAfterTheGroupWasDestroyed_isSuperseded() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(commit(hold.ref(), emit(bills, "1"))).isEqualTo(SUPERSEDED);

        assertThat(entries(bills).size()).isZero();
    }

    @Test
    @Tag("P2")
    @Tag("P3")
    void commitWithRefusedEffect_staysPendingWhileNeighboursCommit() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");

        List<Outcome> outcomes = answer(broker.commit(
                group,
                ANNE,
                List.of(
                        new Commit(holds.get(0).ref(), false, List.of(emit(bills, "1"))),
                        new Commit(holds.get(1).ref(), false, List.of(emit(bills, "2"), emit(blocked, "2"))),
                        new Commit(holds.get(2).ref(), false, List.of(emit(bills, "3"))))));

        assertThat(kinds(outcomes)).containsExactly(DONE, REFUSED, DONE);
        assertThat(code(outcomes.get(1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(data(entries(bills))).containsExactly("1", "3");
        assertThat(pendingIds(ANNE)).containsExactly(holds.get(1).ref().id());
    }

    @Test
    @Tag("P3")
    void refusedCommit_succeedsOnceTheDestinationIsFree() {
        Hold hold = deliver(ANNE, "a");
        assertThat(commit(hold.ref(), emit(blocked, "1"))).isEqualTo(REFUSED);

        server.deleteKey(blocked);

        assertThat(commit(hold.ref(), emit(blocked, "1"))).isEqualTo(DONE);
        assertThat(data(entries(blocked))).containsExactly("1");
    }

    @Test
    void emitToTheOwnStream_isReadByTheGroup() {
        Hold hold = deliver(ANNE, "a");

        commit(hold.ref(), emit(group.stream(), "again"));

        assertThat(data(fetch(ANNE).stream())).containsExactly("again");
    }

    @Test
    void commitOfAParkedMessage_endsItsRecords() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        assertThat(state()).isEqualTo(new GroupState(Map.of(GroupState.RETRY, 1L), 1, 1, 0, 0, 0));

        List<Outcome.Kind> outcome = commitAll(new Commit(hold.ref(), true, List.of()));

        assertThat(outcome).containsExactly(DONE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    @Test
    @Tag("P9")
    void commitOfALaneEntry_deletesItFromTheLane() {
        Hold replayed = deliverReplayed(ANNE, "a");
        assertThat(state().lane()).isOne();

        assertThat(commit(replayed.ref(), emit(bills, "1"))).isEqualTo(DONE);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
        assertThat(commit(replayed.ref(), emit(bills, "1"))).isEqualTo(SUPERSEDED);
        assertThat(data(entries(bills))).containsExactly("1");
    }

    @Test
    void commitOfDeletedEntry_appliesEffects() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());

        assertThat(commit(hold.ref(), emit(bills, "1"))).isEqualTo(DONE);

        assertThat(data(entries(bills))).containsExactly("1");
        assertThat(state().lost()).isZero();
    }

    @Test
    void emptyBatch_changesNothing() {
        deliver(ANNE, "a");

        assertThat(commitAll()).isEmpty();
        assertThat(park(ANNE, NOW).outcomes()).isEmpty();
        assertThat(answer(broker.bury(group, ANNE, List.of()))).isEmpty();
        assertThat(answer(broker.release(group, ANNE, List.of()))).isEmpty();
        assertThat(answer(broker.adopt(group, ANNE, List.of())).claimed()).isEmpty();
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
    }

    @Test
    @Tag("P11")
    void groupDestroyed_failsWhateverNeedsIt() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(List.of(
                        refusal(broker.inspect(group)),
                        refusal(broker.claim(group, ANNE, 1)),
                        refusal(broker.release(group, ANNE, List.of(hold))),
                        refusal(broker.adopt(group, ANNE, List.of(hold.ref()))),
                        refusal(broker.retire(group, ANNE)),
                        refusal(broker.held(group, ANNE, hold.ref().source(), MessageId.MIN, 1))))
                .containsOnly(ErrorCode.NO_GROUP);
    }

    @Test
    @Tag("P11")
    void groupCreatedAgain_readsFromItsStartAndKnowsNoOldHold() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(answer(broker.openGroup(group, Start.earliest()))).isTrue();

        assertThat(commit(hold.ref(), emit(bills, "1"))).isEqualTo(SUPERSEDED);
        assertThat(data(fetch(BOB).stream())).containsExactly("a");
    }

    @Test
    void deletedWhileHeld_isLostForRelease() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());

        assertThat(release(ANNE, hold)).isEqualTo(LOST);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 1));
    }

    private List<MessageId> pendingIds(String consumer) {
        return answer(broker.held(group, consumer, Source.STREAM, MessageId.MIN, 100));
    }

    private static Effect emit(String stream, String data) {
        return Effect.emit(new Append(stream, entry(data)));
    }

    private static List<byte[]> fieldsOf(String data) {
        return entry(data).fields();
    }
}
