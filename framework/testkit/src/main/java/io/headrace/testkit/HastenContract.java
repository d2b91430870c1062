package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Commit;
import io.headrace.broker.Hold;
import io.headrace.broker.Operations;
import io.headrace.broker.ParkedEntry;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Retries: looking at them, and making them due. */
@Tag("operator")
@Tag("P6")
abstract class HastenContract extends LeaseFixture {
    private Operations operations;

    @SuppressWarnings("NullAway.Init") // set before each test
    HastenContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void operate() {
        operations = broker.operations();
    }

    @Test
    void retries_areTold_inTheOrderInWhichTheyAreDue() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");
        park(ANNE, HOUR.multipliedBy(2), holds.get(0));
        park(ANNE, HOUR, holds.get(1));
        park(ANNE, HOUR.multipliedBy(3), holds.get(2));

        List<ParkedEntry> parked = answer(operations.due(group, 0, 2));
        List<ParkedEntry> rest = answer(operations.due(group, 2, 2));

        assertThat(parked)
                .extracting(ParkedEntry::ref)
                .containsExactly(holds.get(1).ref(), holds.get(0).ref());
        assertThat(rest)
                .extracting(ParkedEntry::ref)
                .containsExactly(holds.get(2).ref());
        assertThat(parked).allSatisfy(entry -> {
            assertThat(entry.attempts().failures()).isEqualTo(1);
            assertThat(entry.attempts().lastError()).isEqualTo("broken");
            assertThat(entry.dueAtMillis()).isEqualTo(entry.attempts().dueAtMillis());
        });
        assertThat(answer(operations.due(group, 3, 2))).isEmpty();
    }

    @Test
    void parkedMessage_isClaimedAtOnce() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        park(ANNE, HOUR, holds.toArray(Hold[]::new));

        int hastened = hasten(holds.get(1).ref());

        assertThat(hastened).isOne();
        assertThat(data(claim(BOB, 10))).containsExactly("b");
        assertThat(state().due()).isOne();
    }

    @Test
    void replayedMessage_isClaimedAtOnce() {
        Hold replayed = deliverReplayed(ANNE, "a");
        park(ANNE, HOUR, replayed);

        assertThat(hasten(replayed.ref())).isOne();
        assertThat(holds(claim(BOB, 10))).containsExactly(new Hold(replayed.ref(), 2));
    }

    @Test
    void record_tellsTheSameTimeAsTheIndex() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);

        hasten(hold.ref());

        ParkedEntry entry = answer(operations.due(group, 0, 1)).get(0);
        assertThat(entry.dueAtMillis()).isEqualTo(entry.attempts().dueAtMillis());
        assertThat(entry.attempts().failures()).isOne();
    }

    @Test
    void indexThatIsMadeAgain_hasTheNewTime() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        hasten(hold.ref());
        server.deleteKey(keys.due());

        answer(broker.sweep(group, HOUR));

        assertThat(data(claim(BOB, 10))).containsExactly("a");
    }

    @Test
    void indexThatWasLost_isMadeForTheMessage() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        server.deleteKey(keys.due());

        assertThat(hasten(hold.ref())).isOne();
        assertThat(data(claim(BOB, 10))).containsExactly("a");
    }

    @Test
    void messageThatIsDueAlready_keepsItsPlace() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        park(ANNE, NOW, holds.get(0));
        server.pass(Duration.ofMillis(2));
        park(ANNE, NOW, holds.get(1));
        server.pass(Duration.ofMillis(2));
        List<ParkedEntry> before = answer(operations.due(group, 0, 2));

        int hastened = hasten(holds.get(0).ref());

        assertThat(hastened).isOne();
        assertThat(answer(operations.due(group, 0, 2))).isEqualTo(before);
    }

    @Test
    void messageThatIsNotParked_isLeftAlone() {
        List<Hold> holds = deliverAll(ANNE, "settled", "claimed", "failed", "released");
        park(ANNE, NOW, holds.get(0), holds.get(1));
        List<Hold> claimed = holds(claim(BOB, 2));
        commitAll(new Commit(holds.get(0).ref(), true, List.of()));
        fail(holds.get(2));
        release(ANNE, holds.get(3));

        int hastened = hasten(
                holds.get(0).ref(),
                holds.get(1).ref(),
                holds.get(2).ref(),
                holds.get(3).ref(),
                new EntryRef(Source.LANE, MessageId.MAX));

        assertThat(claimed).hasSize(2);
        assertThat(hastened).isZero();
        assertThat(answer(operations.due(group, 0, 10))).isEmpty();
        assertThat(answer(operations.pending(group, Source.STREAM, ANNE, MessageId.MIN, 9))
                        .get(0)
                        .attempts()
                        .dueAtMillis())
                .isGreaterThan(holds.get(2).ref().id().millis() + HOUR.toMillis() - 1);
    }

    @Test
    void missingGroup_isRefused() {
        server.destroyGroup(group.stream(), group.group());

        assertThat(refusal(operations.hasten(group, List.of(ref(MessageId.MAX)))))
                .isEqualTo(ErrorCode.NO_GROUP);
        assertThat(answer(operations.due(group, 0, 1))).isEmpty();
    }

    @Test
    void keyOfAnotherType_isRefused() {
        Hold hold = deliver(ANNE, "a");
        park(ANNE, HOUR, hold);
        server.putString(keys.due(), "x");

        assertThat(refusal(operations.due(group, 0, 1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(operations.hasten(group, List.of(hold.ref())))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    private int hasten(EntryRef... entries) {
        return answer(operations.hasten(group, Arrays.asList(entries)));
    }
}
