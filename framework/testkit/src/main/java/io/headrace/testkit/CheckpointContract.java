package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Hold;
import io.headrace.broker.Tick;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Up to where a group has settled everything, and where a group that got lost begins again. */
@Tag("P11")
abstract class CheckpointContract extends LeaseFixture {
    CheckpointContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void nothingPending_isTheLastIdDelivered() {
        assertThat(checkpoint()).isEqualTo(MessageId.MIN);
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        holds.forEach(hold -> commit(hold.ref()));
        send("unread");

        assertThat(checkpoint()).isEqualTo(holds.get(1).ref().id());
    }

    @Test
    void somethingPending_isTheIdBeforeTheOldest() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        commit(holds.get(0).ref());
        MessageId held = checkpoint();
        park(ANNE, HOUR, holds.get(1));
        MessageId parked = checkpoint();

        MessageId beforeB = holds.get(1).ref().id().previous();
        assertThat(List.of(held, parked)).containsExactly(beforeB, beforeB);
    }

    @Test
    void positionThatWasMovedBack_isTheCheckpoint_whateverIsPendingAfterIt() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        commit(holds.get(0).ref());
        commit(holds.get(1).ref());

        server.setPosition(group.stream(), group.group(), holds.get(0).ref().id());

        assertThat(checkpoint()).isEqualTo(holds.get(0).ref().id());
    }

    @Test
    void missingGroup_isOpenedAtItsCheckpoint_whateverTheStart() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        commit(holds.get(0).ref());
        checkpoint();
        Stream<Start> starts = Stream.of(
                Start.earliest(),
                Start.latest(),
                Start.after(holds.get(1).ref().id()),
                Start.resume(holds.get(2).ref().id()));

        List<List<String>> read = starts.map(this::readAfterLossAndOpeningAt).toList();

        assertThat(read).containsOnly(List.of("b", "c"));
    }

    @Test
    void whatWasSettledSinceTheLastTick_isReadAgain() {
        Hold first = deliver(ANNE, "a");
        commit(first.ref());
        checkpoint();
        commit(deliver(ANNE, "b").ref());

        assertThat(readAfterLossAndOpeningAt(Start.latest())).containsExactly("b");
    }

    @Test
    void checkpointBeyondTheStreamsLastId_isOfAnotherStream_whichIsReadFromItsBeginning() {
        commit(deliver(ANNE, "a").ref());
        MessageId beyond = new MessageId(checkpoint().millis() + HOUR.toMillis(), 0);
        server.putString(keys.checkpoint(), beyond.toString());

        assertThat(readAfterLossAndOpeningAt(Start.latest())).containsExactly("a");
    }

    @Test
    void streamThatWasDeleted_isReadFromItsBeginning() {
        commit(deliver(ANNE, "a").ref());
        checkpoint();
        server.deleteKey(group.stream());

        assertThat(answer(broker.openGroup(group, Start.latest()))).isTrue();

        send("b");
        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void tickWhileTheGroupIsMissing_leavesTheCheckpoint() {
        commit(deliver(ANNE, "a").ref());
        checkpoint();
        send("b");
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(broker.tick(group, new Tick(ANNE, HOUR, HOUR, true))))
                .isEqualTo(ErrorCode.NO_GROUP);

        answer(broker.openGroup(group, Start.latest()));
        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void lane_isAlwaysReadFromItsBeginning() {
        deliverReplayed(ANNE, "a");
        checkpoint();
        server.destroyGroup(keys.lane(), group.group());

        assertThat(answer(broker.openGroup(group, Start.latest()))).isFalse();

        assertThat(fetch(ANNE).lane().size()).isOne();
    }

    @Test
    void checkpointOfOneGroup_isNotThatOfAnother() {
        commit(deliver(ANNE, "a").ref());
        checkpoint();
        group = sibling("shipping");

        answer(broker.openGroup(group, Start.earliest()));

        assertThat(data(fetchAs(group).stream())).containsExactly("a");
        assertThat(checkpoint()).isLessThan(entries(group.stream()).id(0));
    }

    private List<String> readAfterLossAndOpeningAt(Start start) {
        server.destroyGroup(group.stream(), group.group());
        answer(broker.openGroup(group, start));
        return data(fetch(ANNE).stream());
    }

    /** The checkpoint as of now, which this notes on the server. */
    private MessageId checkpoint() {
        return join(ANNE, HOUR).checkpoint();
    }
}
