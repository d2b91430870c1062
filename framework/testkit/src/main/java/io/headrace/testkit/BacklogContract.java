package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.GroupStatus;
import io.headrace.broker.Hold;
import io.headrace.broker.Operations;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a group has still to do. */
@Tag("operator")
abstract class BacklogContract extends LeaseFixture {
    private static final int MANY = 450; // more than are counted one by one, and than nodes are trimmed in

    private Operations operations;

    @SuppressWarnings("NullAway.Init") // set before each test
    BacklogContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void operate() {
        operations = broker.operations();
    }

    @Test
    void emptyGroup_hasNothingToDo() {
        GroupStatus status = status();

        assertThat(status.backlog()).isZero();
        assertThat(status.delivered()).isEqualTo(MessageId.MIN);
        assertThat(status.lagEstimated()).isFalse();
    }

    @Test
    void everyPlaceOfAMessage_isCountedOnce() {
        deliverReplayed(ANNE, "a"); // one pending in the lane
        bury(ANNE, deliver(ANNE, "b"));
        bury(ANNE, deliver(ANNE, "c"));
        Hold first = deliver(ANNE, "d");
        park(ANNE, HOUR, first);
        park(ANNE, NOW, deliver(ANNE, "e"));
        release(ANNE, deliver(ANNE, "f"));
        Hold last = deliver(BOB, "g");
        send("h", "i");
        replayOne(); // one not delivered in the lane
        join(ANNE, HOUR);
        die(BOB);

        GroupStatus status = status();

        assertThat(status.lag()).isEqualTo(2);
        assertThat(status.laneLag()).isEqualTo(1);
        assertThat(status.lagEstimated()).isFalse();
        assertThat(status.pending()).isEqualTo(5);
        assertThat(status.parked()).isEqualTo(2);
        assertThat(status.due()).isEqualTo(1);
        assertThat(status.released()).isEqualTo(1);
        assertThat(status.lane()).isEqualTo(2);
        assertThat(status.dead()).isEqualTo(1);
        assertThat(status.lost()).isZero();
        assertThat(status.backlog()).isEqualTo(8);
        assertThat(status.delivered()).isEqualTo(last.ref().id());
        assertThat(status.checkpoint()).isEqualTo(first.ref().id().previous());
        assertThat(status.workersAlive()).isEqualTo(1);
        assertThat(status.workersDead()).isEqualTo(1);
        assertThat(status.nowMillis()).isGreaterThanOrEqualTo(last.ref().id().millis());
    }

    @Test
    void retries_areDueAtTheirTime() {
        deliverMany(ANNE, 7).forEach(hold -> park(ANNE, hold.ref().id().sequence() % 2 == 0 ? NOW : HOUR, hold));
        long dueNow = answer(operations.due(group, 0, 10)).stream()
                .filter(entry -> entry.dueAtMillis() <= status().nowMillis())
                .count();

        assertThat(status().due()).isEqualTo(dueNow);
        assertThat(status().parked()).isEqualTo(7);
    }

    @Test
    void lost_isTold() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());
        release(ANNE, hold);

        assertThat(status().lost()).isEqualTo(1);
        assertThat(status().backlog()).isZero();
    }

    @Test
    void deletedAfterThePosition_isNotWaitedFor() {
        deliver(ANNE, "a");
        List<MessageId> ids = send("b", "c", "d", "e");
        server.deleteEntry(group.stream(), ids.get(1));

        assertThat(status().lag()).isEqualTo(3);
        assertThat(status().lagEstimated()).isFalse();

        server.deleteEntry(group.stream(), ids.get(3));
        assertThat(status().lag()).isEqualTo(2);
    }

    @Test
    void deletedBeforeThePosition_countsNothing() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        holds.forEach(hold -> commit(hold.ref()));
        server.deleteEntry(group.stream(), holds.get(1).ref().id());
        send("d", "e");

        assertThat(status().lag()).isEqualTo(2);
        assertThat(status().backlog()).isEqualTo(2);

        server.deleteEntry(group.stream(), holds.get(0).ref().id());
        fetch(ANNE);
        send("f");
        assertThat(status().lag()).isEqualTo(1);
    }

    @Test
    void everythingDeleted_leavesNothingToWaitFor() {
        deliver(ANNE, "a");
        List<MessageId> ids = send("b", "c");
        ids.forEach(id -> server.deleteEntry(group.stream(), id));

        assertThat(status().lag()).isZero();
        assertThat(status().backlog()).isEqualTo(1);
    }

    @Test
    void trimmedPastThePosition_countsWhatIsLeft() {
        deliver(ANNE, "a");
        sendMany(MANY);
        answer(broker.trimToLength(group.stream(), 150));

        GroupStatus status = status();

        assertThat(status.lag()).isEqualTo(ids(entries(group.stream())).size()).isLessThan(MANY);
        assertThat(status.lagEstimated()).isFalse();
    }

    @Test
    void trimmedUpToThePosition_countsWhatIsLeft() {
        deliverMany(ANNE, MANY);
        sendMany(7);
        answer(broker.trimToLength(group.stream(), 150));

        assertThat(status().lag()).isEqualTo(7);
    }

    @Test
    void positionSetByHand_isCountedAsFarAsItIsCheap() {
        List<MessageId> ids = sendMany(MANY);
        fetch(ANNE);

        server.setPosition(group.stream(), group.group(), ids.get(MANY - 11));
        GroupStatus near = status();
        server.setPosition(group.stream(), group.group(), ids.get(9));
        GroupStatus far = status();
        server.setPosition(group.stream(), group.group(), MessageId.MIN);
        GroupStatus all = status();

        assertThat(near.lag()).isEqualTo(10);
        assertThat(near.lagEstimated()).isFalse();
        assertThat(far.lag()).isBetween(200L, MANY - 10L);
        assertThat(far.lagEstimated() || far.lag() == MANY - 10).isTrue();
        assertThat(all.lag()).isEqualTo(MANY);
        assertThat(all.lagEstimated()).isFalse();
    }

    @Test
    void fullyRead_hasNoLag() {
        deliverMany(ANNE, MANY);

        assertThat(status().lag()).isZero();
        assertThat(status().backlog()).isEqualTo(MANY);
    }

    @Test
    void groupWithoutALane_isCounted() {
        deliver(ANNE, "a");
        send("b");
        server.deleteKey(keys.lane());

        assertThat(status().backlog()).isEqualTo(2);
    }

    @Test
    void missingGroup_isRefused() {
        server.destroyGroup(group.stream(), group.group());
        assertThat(refusal(operations.group(group))).isEqualTo(ErrorCode.NO_GROUP);

        server.deleteKey(group.stream());
        assertThat(refusal(operations.group(group))).isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void keyOfAnotherType_isRefused() {
        server.putString(keys.due(), "x");
        assertThat(refusal(operations.group(group))).isEqualTo(ErrorCode.WRONG_TYPE);

        server.putString(group.stream(), "x");
        assertThat(refusal(operations.group(group))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    private GroupStatus status() {
        return answer(operations.group(group));
    }

    private void replayOne() {
        MessageId oldest = ids(entries(keys.dead())).get(0);
        replay(group, oldest, bytes("meta"), bytes("entry"));
    }
}
