package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Hold;
import io.headrace.broker.Operations;
import io.headrace.broker.Outcome;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Moving a group's position, and saying before what it means. */
@Tag("operator")
@Tag("P2")
abstract class ResetContract extends LeaseFixture {
    private static final int MANY = 2_300; // takes more than two steps

    private Operations operations;

    @SuppressWarnings("NullAway.Init") // set before each test
    ResetContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void operate() {
        operations = broker.operations();
    }

    @Test
    void movedBack_deliversExactlyThePlannedOnesAgain() {
        List<MessageId> ids = settled("a", "b", "c");
        Hold parked = deliver(ANNE, "d");
        park(ANNE, NOW, parked);
        release(ANNE, deliver(ANNE, "e"));
        deliver(BOB, "f");
        send("g");

        ResetPlan plan = plan(Start.after(ids.get(0)));
        ResetPlan done = reset(Start.after(ids.get(0)));

        assertThat(plan).isEqualTo(done).isEqualTo(new ResetPlan(plan.from(), ids.get(0), 5, 2, 0, false, 0));
        assertThat(holds(claim(ANNE, 10))).isEmpty();
        assertThat(data(fetch(ANNE).stream())).containsExactly("b", "c", "d", "e", "f", "g");
        assertThat(state().due()).isZero();
        assertThat(state().attempts()).isZero();
        assertThat(state().totalPending()).isEqualTo(6);
    }

    @Test
    void pendingUpToThePosition_staysAsItIs() {
        Hold first = deliver(ANNE, "a");
        park(ANNE, NOW, first);
        settled("b", "c");

        ResetPlan plan = reset(Start.after(first.ref().id()));

        assertThat(plan.again()).isEqualTo(2);
        assertThat(plan.settled()).isEqualTo(2);
        assertThat(data(claim(ANNE, 10))).containsExactly("a");
        assertThat(data(fetch(ANNE).stream())).containsExactly("b", "c");
        assertThat(checkpoint()).isEqualTo(first.ref().id().previous());
    }

    @Test
    void lane_staysAsItIs() {
        Hold replayed = deliverReplayed(ANNE, "a");
        park(ANNE, NOW, replayed);

        reset(Start.earliest());

        assertThat(holds(claim(ANNE, 10))).containsExactly(new Hold(replayed.ref(), 2));
        assertThat(data(fetch(ANNE).stream())).containsExactly("a");
    }

    @Test
    void manyPending_areAllTakenOff() {
        deliverMany(ANNE, MANY);

        ResetPlan plan = reset(Start.earliest());

        assertThat(plan).isEqualTo(new ResetPlan(plan.from(), MessageId.MIN, MANY, 0, 0, false, 0));
        assertThat(state().totalPending()).isZero();
        assertThat(status().backlog()).isEqualTo(MANY);
        assertThat(redelivered()).isEqualTo(MANY);
    }

    @Test
    void pendingWithoutABody_isCountedLost() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        server.deleteEntry(group.stream(), holds.get(0).ref().id());

        ResetPlan plan = reset(Start.earliest());

        assertThat(plan.again()).isEqualTo(1);
        assertThat(state().lost()).isOne();
        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void movedForward_skipsWhatWasNotDelivered_andKeepsWhatIsPending() {
        Hold held = deliver(ANNE, "a");
        List<MessageId> ids = send("b", "c", "d");

        ResetPlan plan = plan(Start.after(ids.get(1)));
        ResetPlan done = reset(Start.after(ids.get(1)));

        assertThat(plan).isEqualTo(done);
        assertThat(done).isEqualTo(new ResetPlan(held.ref().id(), ids.get(1), 0, 0, 2, false, 0));
        assertThat(data(fetch(BOB).stream())).containsExactly("d");
        assertThat(commit(held.ref())).isEqualTo(Outcome.Kind.DONE);
        assertThat(checkpoint()).isEqualTo(held.ref().id().previous());
    }

    @Test
    void latest_isTheEnd_andSoIsWhatLiesBehindIt() {
        MessageId last = send("a", "b").get(1);

        assertThat(plan(Start.latest()).to()).isEqualTo(last);
        assertThat(plan(Start.after(MessageId.MAX)).to()).isEqualTo(last);
        assertThat(plan(Start.resume(MessageId.MAX)).to()).isEqualTo(MessageId.MIN);
        assertThat(reset(Start.after(MessageId.MAX)).skipped()).isEqualTo(2);
        send("c");
        assertThat(data(fetch(ANNE).stream())).containsExactly("c");
    }

    @Test
    void time_isThatOfTheFirstEntryToCome() {
        settled("a");
        server.pass(Duration.ofMillis(5));
        MessageId second = settled("b").get(0);

        reset(Start.at(Instant.ofEpochMilli(second.millis())));

        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void planning_changesNothing() {
        settled("a", "b");
        deliver(ANNE, "c");
        GroupStatus before = status();

        plan(Start.earliest());

        assertThat(status())
                .usingRecursiveComparison()
                .ignoringFields("nowMillis")
                .isEqualTo(before);
    }

    @Test
    void position_doesNotMove_underRunningWorkers() {
        settled("a");
        join(ANNE, HOUR);
        die(BOB);
        GroupStatus before = status();

        ResetPlan plan = plan(Start.earliest());

        assertThat(plan.workersAlive()).isOne();
        assertThat(refusal(operations.reset(group, Start.earliest(), ResetMode.IF_IDLE)))
                .isEqualTo(ErrorCode.WORKERS_ALIVE);
        assertThat(status())
                .usingRecursiveComparison()
                .ignoringFields("nowMillis")
                .isEqualTo(before);
        assertThat(fetch(ANNE).stream().size()).isZero();
    }

    @Test
    @Tag("P3")
    void forcedUnderARunningWorker_itsEffectsComeToNothing() {
        join(ANNE, HOUR);
        Hold held = deliver(ANNE, "a");

        ResetPlan plan = answer(operations.reset(group, Start.earliest(), ResetMode.FORCED));

        assertThat(plan.again()).isOne();
        assertThat(commit(held.ref())).isEqualTo(Outcome.Kind.SUPERSEDED);
        assertThat(data(fetch(BOB).stream())).containsExactly("a");
    }

    @Test
    @Tag("P10")
    void trimAfterMovingBack_keepsWhatComesAgain() {
        settleMany();
        deliver(ANNE, "last");

        reset(Start.earliest());
        server.pass(Duration.ofMillis(2));

        assertThat(answer(broker.trim(group.stream(), NOW)).removed()).isZero();
        assertThat(checkpoint()).isEqualTo(MessageId.MIN);
    }

    @Test
    void countsThatAreNotCheap_areLowerBounds() {
        settleMany();
        List<MessageId> ids = ids(entries(group.stream()));
        sendMany(MANY);

        ResetPlan back = plan(Start.after(ids.get(9)));
        answer(operations.reset(group, Start.after(ids.get(9)), ResetMode.IF_IDLE));
        ResetPlan forth = plan(Start.after(ids.get(ids.size() - 1)));

        for (long count : List.of(back.again(), back.settled(), forth.skipped())) {
            assertThat(count).isBetween(200L, MANY - 10L);
        }
        assertThat(back.atLeast() || back.again() == MANY - 10).isTrue();
        assertThat(forth.atLeast() || forth.skipped() == MANY - 10).isTrue();
    }

    @Test
    void missingGroup_isRefused() {
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(operations.planReset(group, Start.earliest()))).isEqualTo(ErrorCode.NO_GROUP);
        assertThat(refusal(operations.reset(group, Start.earliest(), ResetMode.FORCED)))
                .isEqualTo(ErrorCode.NO_GROUP);
        server.putString(group.stream(), "x");
        assertThat(refusal(operations.planReset(group, Start.earliest()))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void noPosition_isRefused() {
        Start malformed = new Start("yesterday", false);

        assertThat(refusal(operations.reset(group, malformed, ResetMode.IF_IDLE)))
                .isEqualTo(ErrorCode.SERVER_REFUSED);
    }

    private ResetPlan plan(Start target) {
        return answer(operations.planReset(group, target));
    }

    private ResetPlan reset(Start target) {
        return answer(operations.reset(group, target, ResetMode.IF_IDLE));
    }

    private GroupStatus status() {
        return answer(operations.group(group));
    }

    /** The one that is stored: where the group goes on if it is destroyed, which it is. */
    private MessageId checkpoint() {
        server.destroyGroup(group.stream(), group.group());
        answer(broker.openGroup(group, Start.latest()));
        return answer(broker.delivered(group));
    }

    private List<MessageId> settled(String... data) {
        List<Hold> holds = deliverAll(ANNE, data);
        holds.forEach(hold -> commit(hold.ref()));
        return holds.stream().map(hold -> hold.ref().id()).toList();
    }

    private void settleMany() {
        List<MessageId> ids =
                deliverMany(ANNE, MANY).stream().map(hold -> hold.ref().id()).toList();
        answer(broker.ack(group, ids));
    }

    private int redelivered() {
        List<MessageId> all = new ArrayList<>();
        EntryBatch page;
        do {
            page = answer(reader(BOB).fetch(new Fetch(true, false, 1_000, NOW))).stream();
            all.addAll(ids(page));
        } while (page.size() > 0);
        return all.size();
    }
}
