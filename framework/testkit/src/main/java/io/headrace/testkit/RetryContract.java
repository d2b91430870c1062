package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.LOST;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claims;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Park;
import io.headrace.broker.Parked;
import io.headrace.error.ErrorCode;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parking failed messages and claiming them when they are due. */
abstract class RetryContract extends ContractFixture {
    private static final Duration SHORT = Duration.ofMillis(300);

    /** A script may read the clock twice, and it stands still within a script only from Redis 7.2 on. */
    private static final Offset<Long> TWO_READINGS = within(100L);

    RetryContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P6")
    void parked_staysPendingUnderTheReservedConsumer() {
        Hold hold = deliver(ANNE, "a");

        Parked parked = park(ANNE, HOUR, hold);

        assertThat(kinds(parked.outcomes())).containsExactly(DONE);
        assertThat(parked.nextDueMillis()).isBetween(HOUR.toMillis() - 60_000, HOUR.toMillis());
        assertThat(state()).isEqualTo(new GroupState(Map.of(GroupState.RETRY, 1L), 1, 1, 0, 0, 0));
    }

    @Test
    @Tag("P6")
    void parked_isClaimedWhenItIsDueAndNeverEarly() {
        Hold hold = deliver(ANNE, "a");
        assertThat(park(ANNE, SHORT, hold).nextDueMillis()).isBetween(1L, SHORT.toMillis());

        Claims claims = claim(BOB, 10);
        assertThat(claims.claimed()).isEmpty();
        while (claims.claimed().isEmpty()) {
            assertThat(claims.nextDueMillis()).isBetween(0L, SHORT.toMillis());
            server.pass(Duration.ofMillis(Math.max(1, claims.nextDueMillis() / 2)));
            claims = claim(BOB, 10);
        }

        long serverMillis = send("clock").get(0).millis();
        assertThat(serverMillis)
                .isGreaterThanOrEqualTo(claims.claimed().get(0).attempts().dueAtMillis());
        assertThat(holds(claims)).containsExactly(new Hold(hold.ref(), 2));
        assertThat(data(claims)).containsExactly("a");
        assertThat(claims.nextDueMillis()).isEqualTo(-1);
    }

    @Test
    @Tag("P6")
    void parkedForLess_becomesTheNextDue() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");

        long first = park(ANNE, HOUR, holds.get(0)).nextDueMillis();
        long second = park(ANNE, HOUR.multipliedBy(3), holds.get(1)).nextDueMillis();
        long third = park(ANNE, NOW, holds.get(2)).nextDueMillis();

        assertThat(first).isBetween(HOUR.toMillis() - 60_000, HOUR.toMillis());
        assertThat(second).isBetween(first - 60_000, first);
        assertThat(third).isZero();
        assertThat(claim(BOB, 10).nextDueMillis()).isBetween(first - 60_000, first);
    }

    @Test
    void parkedAgainAndAgain_recordsEveryFailure() {
        Hold hold = deliver(ANNE, "a");

        answer(broker.park(group, ANNE, List.of(new Park(hold, NOW, "first é"))));
        Claims once = claim(ANNE, 1);
        server.pass(Duration.ofMillis(5));
        answer(broker.park(group, ANNE, List.of(new Park(holds(once).get(0), NOW, "second"))));
        Claims twice = claim(ANNE, 1);

        Attempts first = once.claimed().get(0).attempts();
        Attempts second = twice.claimed().get(0).attempts();
        assertThat(first.failures()).isOne();
        assertThat(first.lastError()).isEqualTo("first é");
        assertThat(first.dueAtMillis()).isCloseTo(first.firstFailedAtMillis(), TWO_READINGS);
        assertThat(second.failures()).isEqualTo(2);
        assertThat(second.lastError()).isEqualTo("second");
        assertThat(second.firstFailedAtMillis()).isEqualTo(first.firstFailedAtMillis());
        assertThat(second.dueAtMillis()).isGreaterThanOrEqualTo(first.dueAtMillis() + 5);
        assertThat(holds(twice)).containsExactly(new Hold(hold.ref(), 3));
    }

    @Test
    void delay_isRecordedWithTheFailure() {
        Hold hold = deliver(ANNE, "a");

        park(ANNE, HOUR, hold);
        Claims claims = answer(broker.adopt(group, GroupState.RETRY, List.of(hold.ref())));

        Attempts attempts = claims.claimed().get(0).attempts();
        assertThat(attempts.dueAtMillis() - attempts.firstFailedAtMillis()).isCloseTo(HOUR.toMillis(), TWO_READINGS);
    }

    @Test
    void parkOfAnothersHold_changesNothing() {
        Hold hold = deliver(ANNE, "a");

        Parked parked = park(BOB, NOW, hold);

        assertThat(kinds(parked.outcomes())).containsExactly(SUPERSEDED);
        assertThat(parked.nextDueMillis()).isEqualTo(-1);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 0));
    }

    @Test
    void parkTwice_recordsOneFailure() {
        Hold hold = deliver(ANNE, "a");

        assertThat(kinds(park(ANNE, NOW, hold, hold).outcomes())).containsExactly(DONE, SUPERSEDED);
        assertThat(kinds(park(ANNE, NOW, hold).outcomes())).containsExactly(SUPERSEDED);

        assertThat(claim(BOB, 1).claimed().get(0).attempts().failures()).isOne();
    }

    @Test
    @Tag("P5")
    void lateCopyOfAPark_doesNotTouchTheNextHold() {
        Hold first = deliver(ANNE, "a");
        park(ANNE, NOW, first);
        Claims next = claim(ANNE, 1);

        Parked late = park(ANNE, HOUR, first);

        assertThat(kinds(late.outcomes())).containsExactly(SUPERSEDED);
        assertThat(state().pending()).isEqualTo(Map.of(ANNE, 1L));
        Hold second = holds(next).get(0);
        assertThat(kinds(park(ANNE, NOW, second).outcomes())).containsExactly(DONE);
        assertThat(claim(BOB, 1).claimed().get(0).attempts().failures()).isEqualTo(2);
    }

    @Test
    void parkOfWhatIsDone_isSuperseded() {
        Hold hold = deliver(ANNE, "a");
        commit(hold.ref());

        assertThat(kinds(park(ANNE, NOW, hold).outcomes())).containsExactly(SUPERSEDED);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    @Test
    void parkBatch_answersEachMessageInOrder() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        commit(holds.get(0).ref());
        server.deleteEntry(group.stream(), holds.get(1).ref().id());

        Parked parked = park(ANNE, HOUR, holds.get(0), holds.get(1), holds.get(2));

        assertThat(kinds(parked.outcomes())).containsExactly(SUPERSEDED, LOST, DONE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(GroupState.RETRY, 1L), 1, 1, 0, 0, 1));
    }

    @Test
    void claim_takesTheLongestDueFirstUpToCount() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c", "d");
        release(ANNE, holds.get(0));
        park(ANNE, NOW, holds.get(3));
        server.pass(Duration.ofMillis(2));
        park(ANNE, NOW, holds.get(2));
        server.pass(Duration.ofMillis(2));
        park(ANNE, NOW, holds.get(1));

        List<List<String>> claims =
                Stream.generate(() -> data(claim(BOB, 2))).limit(3).toList();

        assertThat(claims).containsExactly(List.of("d", "c"), List.of("b", "a"), List.of());
    }

    @Test
    void parkedLaneEntry_comesBackFromTheLane() {
        Hold replayed = deliverReplayed(ANNE, "a");

        park(ANNE, NOW, replayed);

        assertThat(holds(claim(BOB, 1))).containsExactly(new Hold(replayed.ref(), 2));
        assertThat(state().lane()).isOne();
    }

    @Test
    void deletedWhileParked_isLostOnClaimAndCounted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        park(ANNE, NOW, holds.get(0), holds.get(1));
        release(ANNE, holds.get(2));
        server.deleteEntry(group.stream(), holds.get(0).ref().id());
        server.deleteEntry(group.stream(), holds.get(2).ref().id());

        Claims claims = claim(BOB, 10);

        assertThat(data(claims)).containsExactly("b");
        assertThat(claims.lost())
                .containsExactly(holds.get(0).ref(), holds.get(2).ref());
        assertThat(state()).isEqualTo(new GroupState(Map.of(BOB, 1L), 1, 0, 0, 0, 2));
    }

    @Test
    void dueMessageThatIsDone_isForgottenByTheClaim() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, NOW, hold);
        answer(broker.ack(group, List.of(hold.ref().id())));
        assertThat(state().due()).isOne();

        Claims claims = claim(BOB, 10);

        assertThat(claims.claimed()).isEmpty();
        assertThat(claims.lost()).isEmpty();
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    @Test
    void claimOfNothing_repliesNothing() {
        deliver(ANNE, "a");

        Claims claims = claim(BOB, 10);

        assertThat(claims.claimed()).isEmpty();
        assertThat(claims.lost()).isEmpty();
        assertThat(claims.nextDueMillis()).isEqualTo(-1);
    }

    @Test
    @Tag("P11")
    void parkInAMissingGroup_failsAndRecordsNothing() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.park(group, ANNE, List.of(new Park(hold, NOW, "broken")))))
                .isEqualTo(ErrorCode.NO_GROUP);

        answer(broker.openGroup(group, Start.latest()));
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }
}
