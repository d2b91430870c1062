package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claims;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who holds what: releasing, adopting, listing, retiring, counting. */
abstract class HoldingContract extends ContractFixture {
    HoldingContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P4")
    void released_isClaimedAtOnceWithoutAFailureCharged() {
        Hold hold = deliver(ANNE, "a");

        assertThat(release(ANNE, hold)).isEqualTo(DONE);

        assertThat(state().pending()).isEqualTo(Map.of(GroupState.FREE, 1L));
        Claims claims = claim(BOB, 10);
        assertThat(holds(claims)).containsExactly(new Hold(hold.ref(), 2));
        assertThat(claims.claimed().get(0).attempts()).isEqualTo(Attempts.NONE);
        assertThat(data(claims)).containsExactly("a");
        assertThat(state().pending()).isEqualTo(Map.of(BOB, 1L));
    }

    @Test
    void releasedOfStreamAndLane_areClaimedInOrderUpToCount() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        release(ANNE, replayed);
        release(ANNE, holds.get(1));
        release(ANNE, holds.get(0));

        Claims first = claim(BOB, 2);
        Claims second = claim(BOB, 2);

        assertThat(data(first)).containsExactly("a", "b");
        assertThat(holds(second)).containsExactly(new Hold(replayed.ref(), 2));
        assertThat(claim(BOB, 2).claimed()).isEmpty();
    }

    @Test
    void releaseOfAnothersHold_changesNothing() {
        Hold hold = deliver(ANNE, "a");

        assertThat(release(BOB, hold)).isEqualTo(SUPERSEDED);

        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
    }

    @Test
    void lateCopyOfARelease_doesNotTouchTheNextHold() {
        Hold hold = deliver(ANNE, "a");
        release(ANNE, hold);
        claim(ANNE, 1);

        assertThat(release(ANNE, hold)).isEqualTo(SUPERSEDED);

        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
    }

    @Test
    @Tag("P6")
    void claimByTwo_takesEachMessageOnce() {
        deliverAll(ANNE, "a", "b", "c").forEach(hold -> release(ANNE, hold));

        Claims anne = claim(ANNE, 2);
        Claims bob = claim(BOB, 2);

        assertThat(data(anne)).containsExactly("a", "b");
        assertThat(data(bob)).containsExactly("c");
    }

    @Test
    void held_listsOwnIdsPageByPage() {
        List<MessageId> ids = deliverAll(ANNE, "a", "b", "c").stream()
                .map(hold -> hold.ref().id())
                .toList();
        deliver(BOB, "d");

        assertThat(held(ANNE, Source.STREAM, MessageId.MIN, 2)).isEqualTo(ids.subList(0, 2));
        assertThat(held(ANNE, Source.STREAM, ids.get(1), 2)).isEqualTo(ids.subList(2, 3));
        assertThat(held(ANNE, Source.STREAM, ids.get(2), 2)).isEmpty();
        assertThat(held("hr-nobody", Source.STREAM, MessageId.MIN, 2)).isEmpty();
    }

    @Test
    void heldOfTheLane_isListedApart() {
        Hold replayed = deliverReplayed(ANNE, "a");

        assertThat(held(ANNE, Source.LANE, MessageId.MIN, 10))
                .containsExactly(replayed.ref().id());
        assertThat(held(ANNE, Source.STREAM, MessageId.MIN, 10)).isEmpty();
    }

    @Test
    @Tag("P5")
    void adopt_beginsANewHoldThatOldCommandsCannotTouch() {
        Hold old = deliver(ANNE, "a");

        Claims adopted = answer(broker.adopt(group, ANNE, List.of(old.ref())));

        assertThat(holds(adopted)).containsExactly(new Hold(old.ref(), 2));
        assertThat(data(adopted)).containsExactly("a");
        assertThat(park(ANNE, HOUR, old).outcomes().get(0).kind()).isEqualTo(SUPERSEDED);
        assertThat(bury(ANNE, old).kind()).isEqualTo(SUPERSEDED);
        assertThat(release(ANNE, old)).isEqualTo(SUPERSEDED);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 0));
        assertThat(park(ANNE, HOUR, holds(adopted).get(0)).outcomes().get(0).kind())
                .isEqualTo(DONE);
    }

    @Test
    void adopt_leavesOutWhatIsHeldByOthersOrNobody() {
        Hold bobs = deliver(BOB, "a");
        Hold done = deliver(ANNE, "b");
        commit(done.ref());
        Hold own = deliver(ANNE, "c");

        Claims adopted = answer(broker.adopt(group, ANNE, List.of(bobs.ref(), done.ref(), own.ref())));

        assertThat(holds(adopted)).containsExactly(new Hold(own.ref(), 2));
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L, BOB, 1L));
    }

    @Test
    void adoptOfDeletedEntry_isLostAndCounted() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());

        Claims adopted = answer(broker.adopt(group, ANNE, List.of(hold.ref())));

        assertThat(adopted.claimed()).isEmpty();
        assertThat(adopted.lost()).containsExactly(hold.ref());
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 1));
    }

    @Test
    @Tag("P2")
    void retireWhileHolding_isRefusedForStreamAndLane() {
        Hold replayed = deliverReplayed(ANNE, "a");
        Hold fresh = deliver(ANNE, "b");

        boolean withBoth = answer(broker.retire(group, ANNE));
        commit(fresh.ref());
        boolean withLane = answer(broker.retire(group, ANNE));
        commit(replayed.ref());
        boolean withNothing = answer(broker.retire(group, ANNE));

        assertThat(List.of(withBoth, withLane, withNothing)).containsExactly(false, false, true);
        assertThat(answer(broker.retire(group, "hr-nobody"))).isTrue();
    }

    @Test
    @Tag("P14")
    void inspect_sumsEveryPendingEntryOnce() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c", "d", "e");
        deliver(BOB, "f");
        commit(holds.get(0).ref());
        park(ANNE, HOUR, holds.get(1));
        release(ANNE, holds.get(2));
        bury(ANNE, holds.get(3));

        GroupState state = state();

        Map<String, Long> pending = Map.of(ANNE, 2L, BOB, 1L, GroupState.RETRY, 1L, GroupState.FREE, 1L);
        assertThat(state).isEqualTo(new GroupState(pending, 1, 1, 1, 1, 0));
        assertThat(state.totalPending()).isEqualTo(5);
        assertThat(held(ANNE, Source.LANE, MessageId.MIN, 9))
                .containsExactly(replayed.ref().id());
    }

    @Test
    void sameIdInStreamAndLane_areDifferentEntries() {
        Hold replayed = deliverReplayed(ANNE, "a");
        EntryRef twin = new EntryRef(Source.STREAM, replayed.ref().id());

        assertThat(commit(twin)).isEqualTo(SUPERSEDED);

        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
    }

    private List<MessageId> held(String consumer, Source source, MessageId after, int count) {
        return answer(broker.held(group, consumer, source, after, count));
    }
}
