package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Hold;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.error.ErrorCode;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leases of workers: who is alive, who is dead, and the clock that tells. */
abstract class LeaseContract extends LeaseFixture {
    private static final Duration ALMOST = LEASE.minus(MILLI);
    private static final Duration THIRD = LEASE.dividedBy(3);
    private static final Tick JOINING = new Tick(ANNE, HOUR, HOUR, true);

    LeaseContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P5")
    void firstTick_joins() {
        Ticked first = join(ANNE, HOUR);

        assertThat(first.alive()).isTrue();
        assertThat(first.dead()).isEmpty();
        assertThat(tick(ANNE, HOUR).alive()).isTrue();
    }

    @Test
    @Tag("P4")
    void leaseThatRunsOut_isNamedDeadFromThenOnAndNotBefore() {
        join(BOB, HOUR);
        Ticked joined = join(ANNE, LEASE);

        server.pass(ALMOST);
        Ticked before = tick(BOB, HOUR);
        server.pass(MILLI);
        Ticked after = tick(BOB, HOUR);

        assertThat(before.dead().contains(ANNE)).isEqualTo(between(joined, before) >= LEASE.toMillis());
        assertThat(after.dead()).containsExactly(ANNE);
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    @Test
    @Tag("P5")
    void renewal_beginsTheLeaseAnew() {
        join(BOB, HOUR);
        join(ANNE, LEASE);
        tick(ANNE, HOUR);

        server.pass(LEASE);

        assertThat(tick(BOB, HOUR).dead()).isEmpty();
        assertThat(tick(ANNE, HOUR).alive()).isTrue();
    }

    @Test
    @Tag("P5")
    void unknownNameThatDoesNotJoin_isEnteredAsExpired() {
        Ticked reply = tick(ANNE, HOUR);

        assertThat(reply.alive()).isFalse();
        assertThat(reply.dead()).containsExactly(ANNE);
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    @Test
    @Tag("P5")
    void expiredName_doesNotComeBackByJoining() {
        die(ANNE);

        assertThat(join(ANNE, HOUR).alive()).isFalse();

        assertThat(join(BOB, HOUR).dead()).containsExactly(ANNE);
    }

    @Test
    @Tag("P4")
    void manyDead_areAllNamedInTime() {
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "hr-" + i).toList();
        names.forEach(this::die);
        Set<String> named = new LinkedHashSet<>();

        for (int i = 0; i < names.size() && named.size() < names.size(); i++) {
            List<String> dead = join(BOB, HOUR).dead();
            dead.forEach(name -> reclaim(BOB, name, 10));
            named.addAll(dead);
        }

        assertThat(named).containsExactlyInAnyOrderElementsOf(names);
        assertThat(tick(BOB, HOUR).dead()).isEmpty();
    }

    @Test
    void retire_endsTheLease() {
        join(ANNE, HOUR);
        die(BOB);

        boolean retired = answer(broker.retire(group, ANNE)) && answer(broker.retire(group, BOB));

        assertThat(retired).isTrue();
        assertThat(join(CAROL, HOUR).dead()).isEmpty();
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    @Test
    void retireThatIsRefused_keepsTheLease() {
        join(ANNE, HOUR);
        deliver(ANNE, "a");

        assertThat(answer(broker.retire(group, ANNE))).isFalse();

        assertThat(tick(ANNE, HOUR).alive()).isTrue();
    }

    @Test
    void leasesOfTwoGroups_areApart() {
        join(ANNE, HOUR);
        group = sibling("shipping");
        answer(broker.openGroup(group, Start.earliest()));

        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    @Test
    @Tag("P6")
    void tick_tellsWhatThereIsToDo() {
        Ticked idle = join(ANNE, HOUR);
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c", "d");
        park(ANNE, HOUR, holds.get(0));
        Ticked waiting = tick(ANNE, HOUR);
        park(ANNE, NOW, holds.get(1));
        release(ANNE, holds.get(2));
        Ticked ready = tick(ANNE, HOUR);

        assertThat(List.of(idle.released(), waiting.released(), ready.released()))
                .containsExactly(false, false, true);
        assertThat(List.of(idle.parked(), waiting.parked(), ready.parked())).containsExactly(0L, 1L, 2L);
        assertThat(idle.nextDueMillis()).isEqualTo(-1);
        assertThat(waiting.nextDueMillis()).isBetween(HOUR.toMillis() - 60_000, HOUR.toMillis());
        assertThat(ready.nextDueMillis()).isZero();
    }

    @Test
    @Tag("P4")
    void releasedInTheLane_isToldToo() {
        Hold replayed = deliverReplayed(ANNE, "a");
        assertThat(join(ANNE, HOUR).released()).isFalse();

        release(ANNE, replayed);

        assertThat(tick(ANNE, HOUR).released()).isTrue();
    }

    @Test
    @Tag("P11")
    void tickInAMissingGroup_failsAndWritesNothing() {
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.tick(group, JOINING))).isEqualTo(ErrorCode.NO_GROUP);

        answer(broker.openGroup(group, Start.earliest()));
        server.destroyGroup(keys.lane(), group.group());
        assertThat(refusal(broker.tick(group, JOINING))).isEqualTo(ErrorCode.NO_GROUP);
        answer(broker.openGroup(group, Start.earliest()));
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    // the clock of leases

    @Test
    @Tag("P5")
    void silence_leavesEveryLeaseAsLongAsItWas() {
        join(CAROL, HOUR);
        join(BOB, HOUR);
        join(ANNE, LEASE);

        server.pass(LEASE);
        Ticked back = tick(BOB, HOUR, THIRD.minus(MILLI));
        server.pass(ALMOST);
        Ticked before = tick(BOB, HOUR);
        server.pass(MILLI);
        Ticked after = tick(BOB, HOUR);

        assertThat(back.dead()).isEmpty();
        assertThat(before.dead().contains(ANNE)).isEqualTo(between(back, before) >= LEASE.toMillis());
        assertThat(after.dead()).containsExactly(ANNE);
        assertThat(tick(CAROL, HOUR).alive()).isTrue();
    }

    @Test
    @Tag("P5")
    void silenceOfThreePeriods_isNone_andOfMoreIsOne() {
        join(BOB, HOUR);
        Ticked joined = join(ANNE, LEASE);
        server.pass(LEASE);
        Ticked three = tick(BOB, HOUR, THIRD);
        join(CAROL, LEASE);
        server.pass(LEASE.plus(MILLI));
        Ticked more = tick(BOB, HOUR, THIRD);

        boolean isSilence = between(joined, three) > LEASE.toMillis();
        assertThat(three.dead().contains(ANNE)).isEqualTo(!isSilence);
        assertThat(more.dead()).doesNotContain(CAROL);
    }

    @Test
    @Tag("P5")
    void whatHadExpiredBeforeTheSilence_isExpiredAfterIt() {
        join(BOB, HOUR);
        die(ANNE);
        server.pass(THIRD);

        assertThat(tick(BOB, HOUR, MILLI).dead()).containsExactly(ANNE);
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
    }

    @Test
    @Tag("P5")
    void ownTickAfterASilence_findsTheLeaseStillHeld() {
        join(ANNE, LEASE);
        server.pass(LEASE);

        assertThat(tick(ANNE, LEASE, MILLI).alive()).isTrue();
    }

    @Test
    @Tag("P5")
    void reclaimAfterASilence_takesNothingFromWhoHadNoServerToTickAt() {
        join(ANNE, LEASE);
        deliver(ANNE, "a");
        server.pass(LEASE);

        assertThat(reclaim(BOB, ANNE, MILLI, 10).claims().claimed()).isEmpty();

        assertThat(state().pending()).containsOnlyKeys(ANNE);
        server.pass(LEASE);
        assertThat(data(reclaim(BOB, ANNE, HOUR, 10).claims())).containsExactly("a");
    }

    /** The clock is set back by an hour: what ran until two o'clock runs until one, and what had run out has run out. */
    @Test
    @Tag("P5")
    void clockThatWasSetBack_leavesEveryLeaseAsLongAsItWas() {
        join(ANNE, HOUR.multipliedBy(2));
        join(BOB, HOUR.dividedBy(2));
        Ticked last = join(CAROL, HOUR.plus(LEASE));
        String ahead = Long.toString(last.nowMillis() + HOUR.toMillis());
        server.putField(keys.control(), "tick", ahead);
        server.putField(keys.control(), "looked", ahead);

        Ticked back = tick(ANNE, HOUR);
        server.pass(LEASE);
        Ticked later = tick(ANNE, HOUR);

        assertThat(back.alive()).isTrue();
        assertThat(back.dead()).containsExactly(BOB);
        assertThat(later.dead()).containsExactly(BOB, CAROL);
    }

    @Test
    @Tag("P4")
    void clockThatWasSetBack_isNoReasonNotToLookForUnknownWorkers() {
        Ticked first = join(BOB, HOUR);
        server.putField(keys.control(), "looked", Long.toString(first.nowMillis() + HOUR.toMillis()));
        deliver(ANNE, "a");

        assertThat(tick(BOB, NOW).dead()).contains(ANNE);
    }

    private static long between(Ticked first, Ticked second) {
        return second.nowMillis() - first.nowMillis();
    }
}
