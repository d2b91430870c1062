package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.LOST;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headrace.broker.Attempts;
import io.headrace.broker.Commit;
import io.headrace.broker.Fail;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Recorded;
import io.headrace.error.ErrorCode;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recording failures of messages that stay with their holder. */
abstract class FailContract extends ContractFixture {
    FailContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P13")
    void failed_staysWithItsHolderInTheSameHold() {
        Hold hold = deliver(ANNE, "a");

        Recorded recorded = fail(ANNE, 1, HOUR, hold).get(0);

        assertThat(recorded.outcome().kind()).isEqualTo(DONE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 1, 0, 0, 0, 0));
        assertThat(kinds(park(ANNE, HOUR, hold).outcomes())).containsExactly(DONE);
    }

    @Test
    void failed_recordsNumberTimesAndError() {
        Hold hold = deliver(ANNE, "a");

        Attempts first = answer(broker.fail(group, ANNE, List.of(new Fail(hold, 1, HOUR, "first é"))))
                .get(0)
                .attempts();
        server.pass(Duration.ofMillis(5));
        Attempts second = answer(broker.fail(group, ANNE, List.of(new Fail(hold, 2, NOW, "second"))))
                .get(0)
                .attempts();

        assertThat(first.failures()).isOne();
        assertThat(first.lastError()).isEqualTo("first é");
        assertThat(first.dueAtMillis() - first.firstFailedAtMillis()).isCloseTo(HOUR.toMillis(), within(100L));
        assertThat(second.failures()).isEqualTo(2);
        assertThat(second.lastError()).isEqualTo("second");
        assertThat(second.firstFailedAtMillis()).isEqualTo(first.firstFailedAtMillis());
        assertThat(second.dueAtMillis()).isBetween(first.firstFailedAtMillis() + 5, first.dueAtMillis());
    }

    @Test
    @Tag("P13")
    void sameFailureTwice_isRecordedOnceAndAnsweredAlike() {
        Hold hold = deliver(ANNE, "a");

        Recorded first = fail(ANNE, 1, HOUR, hold).get(0);
        server.pass(Duration.ofMillis(5));
        Recorded copy = answer(broker.fail(group, ANNE, List.of(new Fail(hold, 1, NOW, "a later copy"))))
                .get(0);

        assertThat(copy).isEqualTo(first);
        assertThat(copy.attempts().failures()).isOne();
    }

    @Test
    void lateCopyOfAnEarlierFailure_isAnsweredWithWhatIsRecordedSince() {
        Hold hold = deliver(ANNE, "a");
        fail(ANNE, 1, NOW, hold);
        Recorded second = fail(ANNE, 2, HOUR, hold).get(0);

        Recorded late = fail(ANNE, 1, NOW, hold).get(0);

        assertThat(late).isEqualTo(second);
    }

    @Test
    @Tag("P5")
    void failOfAnothersOrAnotherHold_changesNothing() {
        Hold hold = deliver(ANNE, "a");

        assertThat(outcomes(fail(BOB, 1, NOW, hold))).containsExactly(SUPERSEDED);
        assertThat(outcomes(fail(ANNE, 1, NOW, new Hold(hold.ref(), 2)))).containsExactly(SUPERSEDED);
        assertThat(outcomes(fail(ANNE, 1, NOW, new Hold(hold.ref(), 0)))).containsExactly(SUPERSEDED);

        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 0));
    }

    @Test
    void failBatch_answersEachMessageInOrder() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        commit(holds.get(0).ref());
        server.deleteEntry(group.stream(), holds.get(1).ref().id());

        List<Recorded> recorded = fail(ANNE, 1, HOUR, holds.get(0), holds.get(1), holds.get(2));

        assertThat(outcomes(recorded)).containsExactly(SUPERSEDED, LOST, DONE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 1, 0, 0, 0, 1));
    }

    @Test
    void commit_forgetsTheRecord() {
        Hold hold = deliver(ANNE, "a");
        fail(ANNE, 1, HOUR, hold);

        assertThat(commitAll(new Commit(hold.ref(), true, List.of()))).containsExactly(DONE);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    @Test
    @Tag("P8")
    void bury_forgetsTheRecord() {
        Hold hold = deliver(ANNE, "a");
        fail(ANNE, 1, HOUR, hold);

        assertThat(bury(ANNE, hold).kind()).isEqualTo(DONE);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
    }

    @Test
    @Tag("P13")
    void nextHolder_getsTheRecord() {
        Hold hold = deliver(ANNE, "a");
        Attempts recorded = fail(ANNE, 1, HOUR, hold).get(0).attempts();

        release(ANNE, hold);

        assertThat(claim(BOB, 1).claimed().get(0).attempts()).isEqualTo(recorded);
    }

    @Test
    @Tag("P9")
    void failedLaneEntry_isRecordedApartFromTheStreamsEntries() {
        Hold replayed = deliverReplayed(ANNE, "a");

        assertThat(outcomes(fail(ANNE, 1, HOUR, replayed))).containsExactly(DONE);

        release(ANNE, replayed);
        assertThat(claim(BOB, 1).claimed().get(0).attempts().failures()).isOne();
    }

    @Test
    @Tag("P11")
    void failInAMissingGroup_failsAndRecordsNothing() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.fail(group, ANNE, List.of(new Fail(hold, 1, NOW, "broken")))))
                .isEqualTo(ErrorCode.NO_GROUP);

        answer(broker.openGroup(group, Start.latest()));
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    private List<Recorded> fail(String consumer, int attempt, Duration delay, Hold... holds) {
        return answer(broker.fail(
                group,
                consumer,
                Arrays.stream(holds)
                        .map(hold -> new Fail(hold, attempt, delay, "broken"))
                        .toList()));
    }

    private static List<Outcome.Kind> outcomes(List<Recorded> recorded) {
        return recorded.stream().map(each -> each.outcome().kind()).toList();
    }
}
