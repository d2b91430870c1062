package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claimed;
import io.headrace.broker.Commit;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Reclaimed;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is recorded of messages whose workers died: crashes, and convictions of those that were handled alone. */
@Tag("P7")
abstract class CrashContract extends LeaseFixture {
    CrashContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void everyDeath_isOneCrashForEachMessageHeld() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        deliverAll(ANNE, "a", "b");
        die(ANNE);
        Reclaimed once = reclaim(BOB, ANNE, 10);
        die(BOB);
        Reclaimed twice = reclaim(CAROL, BOB, 10);

        assertThat(crashes(once)).containsExactly(1, 1, 1);
        assertThat(crashes(twice)).containsExactly(2, 2, 2);
        assertThat(convictions(twice)).containsExactly(0, 0, 0);
        assertThat(attempts(twice)).allMatch(Attempts::isSuspect);
        assertThat(holds(twice.claims())).contains(new Hold(replayed.ref(), 3));
    }

    @Test
    void messagesTakenInSeveralCalls_areChargedOnceEach() {
        deliverAll(ANNE, "a", "b", "c");
        die(ANNE);

        List<Integer> crashes = List.of(crashes(reclaim(BOB, ANNE, 2)), crashes(reclaim(BOB, ANNE, 2))).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(crashes).containsExactly(1, 1, 1);
    }

    @Test
    void handingBackAndRetrying_isNoCrash() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        release(ANNE, holds.get(0));
        park(ANNE, NOW, holds.get(1));
        die(ANNE);
        reclaim(BOB, ANNE, 10);

        assertThat(claim(BOB, 10).claimed().stream()
                        .map(Claimed::attempts)
                        .mapToInt(Attempts::crashes)
                        .sum())
                .isZero();
    }

    @Test
    void crashAndFailure_areRecordedSideBySide() {
        Hold hold = deliver(ANNE, "a");
        fail(hold);
        die(ANNE);
        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);
        park(BOB, NOW, holds(reclaimed.claims()).get(0));
        Attempts failedAgain = claim(BOB, 1).claimed().get(0).attempts();

        Attempts crashed = attempts(reclaimed).get(0);
        assertThat(List.of(crashed.failures(), crashed.crashes())).containsExactly(1, 1);
        assertThat(crashed.lastError()).isEqualTo("broken");
        assertThat(List.of(failedAgain.failures(), failedAgain.crashes())).containsExactly(2, 1);
        assertThat(failedAgain.firstFailedAtMillis()).isEqualTo(crashed.firstFailedAtMillis());
    }

    @Test
    void commit_endsTheRecordOfACrash() {
        Hold hold = deliver(ANNE, "a");
        die(ANNE);
        reclaim(BOB, ANNE, 10);
        assertThat(state().attempts()).isOne();

        assertThat(commitAll(new Commit(hold.ref(), true, List.of()))).containsExactly(DONE);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    // convictions

    @Test
    void deathWhileOneIsHandledAlone_convictsThatOneOnly() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        assertThat(mark(ANNE, holds.get(1))).isEqualTo(DONE);
        die(ANNE);

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(convictions(reclaimed)).containsExactly(0, 1, 0);
        assertThat(crashes(reclaimed)).containsExactly(1, 1, 1);
    }

    @Test
    void secondDeathWithIt_isTheSecondConviction_andWithoutItIsNone() {
        Hold replayed = deliverReplayed(ANNE, "a");
        mark(ANNE, replayed);
        die(ANNE);
        Hold second = holds(reclaim(BOB, ANNE, 10).claims()).get(0);
        die(BOB);
        Reclaimed unmarked = reclaim(CAROL, BOB, 10);
        mark(CAROL, new Hold(second.ref(), 3));
        die(CAROL);
        Reclaimed marked = reclaim("hr-dave", CAROL, 10);

        assertThat(convictions(unmarked)).containsExactly(1);
        assertThat(convictions(marked)).containsExactly(2);
        assertThat(attempts(marked)).allMatch(Attempts::isConvicted);
        assertThat(crashes(marked)).containsExactly(3);
    }

    @Test
    void markedOneThatALaterCallTakes_isConvicted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        mark(ANNE, holds.get(2));
        die(ANNE);

        Reclaimed first = reclaim(BOB, ANNE, 2);
        Reclaimed second = reclaim(BOB, ANNE, 2);

        assertThat(convictions(first)).containsExactly(0, 0);
        assertThat(convictions(second)).containsExactly(1);
        assertThat(crashes(second)).containsExactly(1);
    }

    @Test
    void markedOneThatWasSettledBeforeTheDeath_isNotConvicted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        mark(ANNE, holds.get(0));
        answer(broker.commit(group, BOB, List.of(new Commit(holds.get(0).ref(), true, List.of()))));
        die(ANNE);

        Reclaimed reclaimed = reclaim(BOB, ANNE, 10);

        assertThat(convictions(reclaimed)).containsExactly(0);
        assertThat(state().attempts()).isOne();
    }

    @Test
    void markedOneThatIsInOtherHandsByNow_isNotConvicted() {
        Hold hold = deliver(ANNE, "a");
        mark(ANNE, hold);
        rewind();
        assertThat(ids(fetch(BOB).stream())).containsExactly(hold.ref().id());
        die(ANNE);
        reclaim(CAROL, ANNE, 10);
        die(BOB);

        Reclaimed reclaimed = reclaim(CAROL, BOB, 10);

        assertThat(convictions(reclaimed)).containsExactly(0);
        assertThat(crashes(reclaimed)).containsExactly(1);
    }

    @Test
    void lastMark_isTheOneThatCounts() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        mark(ANNE, holds.get(0));
        mark(ANNE, holds.get(1));
        mark(ANNE, holds.get(1));
        die(ANNE);

        assertThat(convictions(reclaim(BOB, ANNE, 10))).containsExactly(0, 1);
    }

    // records

    @Test
    void recordOfTheFirstVersion_isReadAndContinued() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        List<String> first = List.of("3", "1000", "2000", "old");
        holds.forEach(hold -> server.putList(keys.attempts(), hold.ref().wire(), first));
        release(ANNE, holds.get(0));
        park(ANNE, NOW, holds.get(1));
        mark(ANNE, holds.get(2));
        die(ANNE);

        Attempts crashed = attempts(reclaim(BOB, ANNE, 10)).get(0);
        List<Attempts> claimed =
                claim(BOB, 10).claimed().stream().map(Claimed::attempts).toList();

        assertThat(crashed).isEqualTo(new Attempts(3, 1000, 2000, "old", 1, 1));
        assertThat(claimed.get(0).failures()).isEqualTo(4);
        assertThat(claimed.get(0).firstFailedAtMillis()).isEqualTo(1000);
        assertThat(claimed.get(1)).isEqualTo(new Attempts(3, 1000, 2000, "old", 0, 0));
    }
}
