package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Claims;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.error.ErrorCode;
import io.headrace.message.Source;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Taking over what dead workers held. */
abstract class ReclaimContract extends LeaseFixture {
    ReclaimContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P4")
    void deadWorkersMessages_areTakenInOrder_streamThenLane_upToCount() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        die(ANNE);

        Reclaimed first = reclaim(BOB, ANNE, 2);
        Reclaimed second = reclaim(BOB, ANNE, 1);
        Reclaimed third = reclaim(BOB, ANNE, 2);

        assertThat(holds(first.claims())).containsExactly(again(holds.get(0)), again(holds.get(1)));
        assertThat(data(first.claims())).containsExactly("a", "b");
        assertThat(holds(second.claims())).containsExactly(again(holds.get(2)));
        assertThat(holds(third.claims())).containsExactly(again(replayed));
        assertThat(List.of(first.over(), second.over(), third.over())).containsExactly(false, false, true);
        assertThat(state().pending()).isEqualTo(Map.of(BOB, 4L));
    }

    @Test
    @Tag("P4")
    void countThatStreamAndLaneFill_takesFromBothAndIsOver() {
        deliverReplayed(ANNE, "dead");
        deliverAll(ANNE, "a", "b");
        die(ANNE);

        Reclaimed reclaimed = reclaim(BOB, ANNE, 3);

        assertThat(holds(reclaimed.claims()).stream().map(hold -> hold.ref().source()))
                .containsExactly(Source.STREAM, Source.STREAM, Source.LANE);
        assertThat(reclaimed.over()).isTrue();
    }

    @Test
    @Tag("P5")
    void workerThatIsAlive_losesNothing() {
        join(ANNE, HOUR);
        Hold hold = deliver(ANNE, "a");

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(reclaimed.claims().claimed()).isEmpty();
        assertThat(reclaimed.over()).isTrue();
        assertThat(release(ANNE, hold)).isEqualTo(DONE);
        assertThat(tick(ANNE, HOUR).alive()).isTrue();
    }

    @Test
    @Tag("P5")
    void nameThatNobodyKnows_losesNothing() {
        Hold hold = deliver(ANNE, "a");

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(reclaimed.claims().claimed()).isEmpty();
        assertThat(reclaimed.over()).isTrue();
        assertThat(release(ANNE, hold)).isEqualTo(DONE);
    }

    @Test
    @Tag("P2")
    void ownName_isNeitherTakenNorRemoved() {
        deliver(ANNE, "a");
        die(ANNE);

        Reclaimed own = reclaim(ANNE, ANNE, 10);

        assertThat(own.claims().claimed()).isEmpty();
        assertThat(own.over()).isTrue();
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
        assertThat(data(reclaim(BOB, ANNE, 10).claims())).containsExactly("a");
    }

    @Test
    @Tag("P4")
    void nameAndLease_goTogetherWhenStreamAndLaneAreEmpty() {
        deliverReplayed(ANNE, "dead");
        deliver(ANNE, "a");
        die(ANNE);

        boolean streamTaken = reclaim(BOB, ANNE, 1).over();
        List<String> between = join(BOB, HOUR).dead();
        boolean laneTaken = reclaim(BOB, ANNE, 1).over();
        List<String> afterwards = tick(BOB, HOUR).dead();

        assertThat(List.of(streamTaken, laneTaken)).containsExactly(false, true);
        assertThat(between).containsExactly(ANNE);
        assertThat(afterwards).isEmpty();
        assertThat(join(ANNE, HOUR).alive()).isTrue();
    }

    @Test
    void deadWorkerThatHeldNothing_isOverAtOnce() {
        die(ANNE);

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(reclaimed.claims().claimed()).isEmpty();
        assertThat(reclaimed.over()).isTrue();
        assertThat(join(BOB, HOUR).dead()).isEmpty();
    }

    @Test
    void deletedWhileTheWorkerDied_isLostAndCounted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        server.deleteEntry(group.stream(), holds.get(0).ref().id());
        server.deleteEntry(group.stream(), holds.get(1).ref().id());
        die(ANNE);

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(data(reclaimed.claims())).containsExactly("c");
        assertThat(reclaimed.claims().lost())
                .containsExactly(holds.get(0).ref(), holds.get(1).ref());
        assertThat(reclaimed.over()).isTrue();
        assertThat(state()).isEqualTo(new GroupState(Map.of(BOB, 1L), 1, 0, 0, 0, 2));
    }

    @Test
    @Tag("P4")
    void twoReclaimers_shareWithoutOverlap() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c", "d", "e");
        die(ANNE);

        List<Reclaimed> reclaimed = Stream.of(BOB, CAROL, BOB, CAROL)
                .map(consumer -> reclaim(consumer, ANNE, 2))
                .toList();

        assertThat(reclaimed.stream().map(each -> data(each.claims())))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"), List.of());
        assertThat(reclaimed.stream().map(Reclaimed::over)).containsExactly(false, false, true, true);
        assertThat(state().pending()).isEqualTo(Map.of(BOB, 3L, CAROL, 2L));
        assertThat(release(ANNE, holds.get(0))).isEqualTo(SUPERSEDED);
    }

    @Test
    @Tag("P6")
    void parkedAndReleasedByTheDead_stayWhereTheyAre() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        park(ANNE, HOUR, holds.get(0));
        release(ANNE, holds.get(1));
        die(ANNE);

        Claims claims = reclaim(BOB, ANNE, 10).claims();

        assertThat(data(claims)).containsExactly("c");
        assertThat(claims.nextDueMillis()).isBetween(HOUR.toMillis() - 60_000, HOUR.toMillis());
        assertThat(state().pending()).isEqualTo(Map.of(BOB, 1L, GroupState.RETRY, 1L, GroupState.FREE, 1L));
        assertThat(holds(claim(BOB, 10))).containsExactly(again(holds.get(1)));
    }

    @Test
    @Tag("P6")
    void reservedNames_areNeverDead() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        park(ANNE, HOUR, holds.get(0));
        release(ANNE, holds.get(1));

        assertThat(join(BOB, HOUR).dead()).isEmpty();

        assertThat(reclaim(BOB, GroupState.RETRY, 10).claims().claimed()).isEmpty();
        assertThat(reclaim(BOB, GroupState.FREE, 10).claims().claimed()).isEmpty();
    }

    @Test
    @Tag("P5")
    void commandsOfTheDead_doNotTouchTheNewHold_butACommitMayBeFirst() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        die(ANNE);
        List<Hold> taken = holds(reclaim(BOB, ANNE, 10).claims());

        assertThat(kinds(park(ANNE, NOW, holds.get(0)).outcomes())).containsExactly(SUPERSEDED);
        assertThat(release(ANNE, holds.get(0))).isEqualTo(SUPERSEDED);
        assertThat(bury(ANNE, holds.get(0)).kind()).isEqualTo(SUPERSEDED);
        assertThat(commit(holds.get(1).ref())).isEqualTo(DONE);
        assertThat(release(BOB, taken.get(0))).isEqualTo(DONE);
        assertThat(release(BOB, taken.get(1))).isEqualTo(SUPERSEDED);
    }

    @Test
    @Tag("P11")
    void reclaimInAMissingGroup_fails() {
        die(ANNE);
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.reclaim(group, new Reclaim(BOB, ANNE, HOUR, 10))))
                .isEqualTo(ErrorCode.NO_GROUP);
    }

    private static Hold again(Hold hold) {
        return new Hold(hold.ref(), hold.deliveries() + 1);
    }
}
