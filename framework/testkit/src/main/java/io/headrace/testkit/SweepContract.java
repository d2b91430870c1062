package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Commit;
import io.headrace.broker.Fail;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Swept;
import io.headrace.broker.Ticked;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The slow walk over everything that is pending or recorded. */
abstract class SweepContract extends LeaseFixture {
    private static final Duration MINUTES = Duration.ofMinutes(10);
    private static final int MANY = 1100; // more than one step looks at
    private static final long HALF = MANY / 2;
    private static final int STEPS = 60; // more than enough to come round

    SweepContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P10")
    @Tag("P14")
    void entriesThatAreGone_areFoundWhoeverHasThem_andCountedOnce() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c", "d");
        park(ANNE, HOUR, holds.get(1));
        release(ANNE, holds.get(2));
        holds.subList(0, 3)
                .forEach(hold -> server.deleteEntry(group.stream(), hold.ref().id()));
        server.deleteEntry(keys.lane(), replayed.ref().id());

        Swept first = sweep();
        Swept second = sweep();

        assertThat(first.lost())
                .containsExactly(
                        holds.get(0).ref(), holds.get(1).ref(), holds.get(2).ref(), replayed.ref());
        assertThat(second.lost()).isEmpty();
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 4));
    }

    @Test
    @Tag("P5")
    void whatIsAlive_isNotTouched() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        MessageId unread = send("unread").get(0);
        server.deleteEntry(group.stream(), unread);
        park(ANNE, HOUR, holds.get(1));
        release(ANNE, holds.get(2));
        GroupState before = state();

        List<Swept> steps = List.of(sweep(), sweep());

        assertThat(steps).containsOnly(new Swept(List.of(), 0));
        assertThat(state()).isEqualTo(before);
        assertThat(release(ANNE, holds.get(0))).isEqualTo(DONE);
        assertThat(kinds(park(ANNE, HOUR, replayed).outcomes())).containsExactly(DONE);
    }

    @Test
    @Tag("P10")
    void nextStep_goesOnWhereTheLastOneEnded_andBeginsAgainAtTheEnd() {
        List<Hold> holds = deliverMany(ANNE, MANY);
        EntryRef last = holds.get(MANY - 1).ref();
        EntryRef first = holds.get(0).ref();
        server.deleteEntry(group.stream(), last.id());

        Swept begun = sweep();
        server.deleteEntry(group.stream(), first.id());
        List<EntryRef> found = sweepUntilFound(2);

        assertThat(begun.lost()).isEmpty();
        assertThat(found).containsExactly(last, first);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, MANY - 2L), 0, 0, 0, 0, 2));
    }

    @Test
    @Tag("P10")
    @Tag("P14")
    void manyThatAreGone_areAllFound_andCountedOnce() {
        List<Hold> holds = deliverMany(ANNE, 250);
        answer(broker.trimToLength(group.stream(), 0));

        List<EntryRef> found = sweepUntilFound(holds.size());

        assertThat(found)
                .containsExactlyElementsOf(holds.stream().map(Hold::ref).toList());
        assertThat(sweep().lost()).isEmpty();
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, holds.size()));
    }

    @Test
    @Tag("P6")
    void retryThatIsMissingInTheIndex_isPutBackForWhenItIsDue() {
        Hold replayed = deliverReplayed(ANNE, "dead");
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        park(ANNE, HOUR.multipliedBy(3), replayed);
        server.deleteKey(keys.due());

        Swept swept = sweep();

        assertThat(swept).isEqualTo(new Swept(List.of(), 2));
        assertThat(claim(BOB, 10).nextDueMillis()).isBetween(HOUR.toMillis() - 60_000, HOUR.toMillis());
        commitRecorded(hold);
        long second = HOUR.multipliedBy(3).toMillis();
        assertThat(claim(BOB, 10).nextDueMillis()).isBetween(second - 60_000, second);
        assertThat(sweep().restored()).isZero();
    }

    @Test
    @Tag("P6")
    void retryWithoutARecord_isDueAfterOneLease() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        server.deleteKey(keys.due());
        server.deleteKey(keys.attempts());

        assertThat(sweep().restored()).isOne();

        assertThat(claim(BOB, 10).nextDueMillis()).isBetween(MINUTES.toMillis() - 60_000, MINUTES.toMillis());
    }

    @Test
    @Tag("P6")
    void manyRetries_areAllPutBack() {
        List<Hold> holds = deliverMany(ANNE, 250);
        park(ANNE, HOUR, holds.toArray(Hold[]::new));
        server.deleteKey(keys.due());

        int restored = 0;
        for (int i = 0; i < STEPS && restored < holds.size(); i++) {
            restored += sweep().restored();
        }

        assertThat(restored).isEqualTo(holds.size());
        assertThat(state().due()).isEqualTo(holds.size());
    }

    @Test
    @Tag("P14")
    void failuresOfSettledMessages_areForgotten_andOthersAreKept() {
        List<Hold> holds = deliverMany(ANNE, MANY);
        answer(broker.fail(
                group,
                ANNE,
                holds.stream().map(hold -> new Fail(hold, 1, HOUR, "broken")).toList()));
        settleSecondHalf(holds);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, HALF), MANY, 0, 0, 0, 0));

        assertSweptTo(new GroupState(Map.of(ANNE, HALF), HALF, 0, 0, 0, 0));
    }

    @Test
    @Tag("P6")
    @Tag("P14")
    void retriesOfSettledMessages_areForgotten_andOthersAreKept() {
        List<Hold> holds = deliverMany(ANNE, MANY);
        park(ANNE, HOUR, holds.toArray(Hold[]::new));
        server.deleteKey(keys.attempts());
        settleSecondHalf(holds);
        assertThat(state()).isEqualTo(new GroupState(Map.of(GroupState.RETRY, HALF), 0, MANY, 0, 0, 0));

        assertSweptTo(new GroupState(Map.of(GroupState.RETRY, HALF), 0, HALF, 0, 0, 0));
    }

    @Test
    @Tag("P6")
    void tick_asksForAStepOncePerSecond() {
        Ticked never = join(ANNE, HOUR);
        sweep();
        Ticked soon = tick(ANNE, HOUR);
        server.pass(Duration.ofSeconds(1));
        Ticked later = tick(ANNE, HOUR);

        boolean isSoon = soon.nowMillis() - never.nowMillis() < 1000;
        assertThat(never.sweepDue()).isTrue();
        assertThat(isSoon && soon.sweepDue()).isFalse();
        assertThat(later.sweepDue()).isTrue();
    }

    @Test
    @Tag("P11")
    void sweepInAMissingGroup_fails() {
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.sweep(group, MINUTES))).isEqualTo(ErrorCode.NO_GROUP);
    }

    private Swept sweep() {
        return answer(broker.sweep(group, MINUTES));
    }

    private List<EntryRef> sweepUntilFound(int count) {
        List<EntryRef> found = new ArrayList<>();
        for (int i = 0; i < STEPS && found.size() < count; i++) {
            found.addAll(sweep().lost());
        }
        return found;
    }

    private void commitRecorded(Hold hold) {
        answer(broker.commit(group, ANNE, List.of(new Commit(hold.ref(), true, List.of()))));
    }

    private void settleSecondHalf(List<Hold> holds) {
        List<MessageId> settled = holds.subList(MANY / 2, MANY).stream()
                .map(hold -> hold.ref().id())
                .toList();
        assertThat(answer(broker.ack(group, settled))).isEqualTo(settled.size());
    }

    private void assertSweptTo(GroupState end) {
        for (int i = 0; i < STEPS && !state().equals(end); i++) {
            sweep();
        }
        assertThat(state()).isEqualTo(end);
        sweep();
        assertThat(state()).isEqualTo(end);
    }
}
