package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.LOST;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Commit;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Reclaimed;
import io.headrace.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The mark of a message that is handled alone: set on what is held, gone when the hold ends. */
@Tag("P7")
abstract class MarkContract extends LeaseFixture {
    MarkContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void markOfWhatIsNotHeld_isSuperseded() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        commit(holds.get(1).ref());

        assertThat(mark(BOB, holds.get(0))).isEqualTo(SUPERSEDED);
        assertThat(mark(ANNE, new Hold(holds.get(0).ref(), 2))).isEqualTo(SUPERSEDED);
        assertThat(mark(ANNE, holds.get(1))).isEqualTo(SUPERSEDED);

        die(ANNE);
        assertThat(convictions(reclaim(BOB, ANNE, 10))).containsExactly(0);
    }

    @Test
    void markOfADeletedEntry_isLostAndCounted() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());

        assertThat(mark(ANNE, hold)).isEqualTo(LOST);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 1));
    }

    @Test
    @Tag("P11")
    void markInAMissingGroup_fails() {
        Hold hold = deliver(ANNE, "a");
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.mark(group, ANNE, hold))).isEqualTo(ErrorCode.NO_GROUP);
    }

    // the marker ends with the hold: whoever holds the message next dies of something else

    @Test
    void park_endsTheMark() {
        Hold hold = markedOf(ANNE);

        park(ANNE, NOW, hold);

        claim(ANNE, 1);
        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void release_endsTheMark() {
        Hold hold = markedOf(ANNE);

        release(ANNE, hold);

        claim(ANNE, 1);
        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void failureInPlace_endsTheMark() {
        Hold hold = markedOf(ANNE);

        fail(hold);

        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void commit_endsTheMark() {
        Hold hold = markedOf(ANNE);

        commitAll(new Commit(hold.ref(), true, List.of()));

        rewind();
        fetch(ANNE);
        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void bury_endsTheMark() {
        Hold hold = markedOf(ANNE);

        bury(ANNE, hold);

        rewind();
        fetch(ANNE);
        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void retire_endsTheMark() {
        Hold hold = markedOf(ANNE);
        answer(broker.ack(group, List.of(hold.ref().id())));

        answer(broker.retire(group, ANNE));

        rewind();
        fetch(ANNE);
        assertNotConvictedByDeathOf(ANNE);
    }

    @Test
    void reclaim_endsTheMark() {
        markedOf(ANNE);
        die(ANNE);
        Hold taken = holds(reclaim(BOB, ANNE, 10).claims()).get(0);

        release(BOB, taken);
        claim(ANNE, 1);
        die(ANNE);

        assertThat(convictions(reclaim(BOB, ANNE, 10))).containsExactly(1);
    }

    private Hold markedOf(String consumer) {
        Hold hold = deliver(consumer, "a");
        assertThat(mark(consumer, hold)).isEqualTo(DONE);
        return hold;
    }

    private void assertNotConvictedByDeathOf(String consumer) {
        die(consumer);
        Reclaimed reclaimed = reclaim(BOB, consumer, 10);
        assertThat(crashes(reclaimed)).containsExactly(1);
        assertThat(convictions(reclaimed)).containsExactly(0);
    }
}
