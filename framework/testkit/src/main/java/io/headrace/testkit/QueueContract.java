package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.REFUSED;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Bury;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.message.Start;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deleting entries as they are settled, where one group alone reads the stream. */
@Tag("P10")
abstract class QueueContract extends ContractFixture {
    QueueContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void committedByTheOnlyGroup_isDeleted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b", "c");

        List<Outcome.Kind> outcomes = commitAll(deleting(holds.get(0)), keeping(holds.get(1)), deleting(holds.get(2)));

        assertThat(outcomes).containsOnly(DONE);
        assertThat(data(entries(group.stream()))).containsExactly("b");
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 0));
    }

    @Test
    void buriedByTheOnlyGroup_isADeadLetterAndDeleted() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");

        assertThat(buryDeleting(holds.get(0))).isEqualTo(DONE);
        assertThat(bury(ANNE, holds.get(1)).kind()).isEqualTo(DONE);

        assertThat(data(entries(group.stream()))).containsExactly("b");
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 2, 0, 0));
    }

    @Test
    void secondGroup_keepsTheEntry() {
        answer(broker.openGroup(sibling("shipping"), Start.earliest()));

        settleDeleting();

        assertThat(data(fetchAs(sibling("shipping")).stream())).containsExactly("a", "b");
    }

    @Test
    void secondGroupThatIsNotRegistered_keepsTheEntry() {
        answer(broker.openGroup(sibling("shipping"), Start.earliest()));
        server.deleteKey(keys.groups());
        answer(broker.openGroup(group, Start.earliest()));

        settleDeleting();

        assertThat(data(fetchAs(sibling("shipping")).stream())).containsExactly("a", "b");
    }

    @Test
    void secondGroupThatIsMissing_keepsTheEntry() {
        answer(broker.openGroup(sibling("shipping"), Start.earliest()));
        server.destroyGroup(group.stream(), "shipping");

        settleDeleting();

        assertThat(data(entries(group.stream()))).containsExactly("a", "b");
    }

    @Test
    void groupThatIsNotRegistered_keepsTheEntry() {
        server.deleteKey(keys.groups());

        settleDeleting();

        assertThat(data(entries(group.stream()))).containsExactly("a", "b");
    }

    @Test
    void commitThatComesSecond_deletesNothing() {
        Hold hold = deliver(ANNE, "a");
        commit(hold.ref());

        assertThat(commitAll(deleting(hold))).containsExactly(SUPERSEDED);

        assertThat(data(entries(group.stream()))).containsExactly("a");
    }

    @Test
    @Tag("P2")
    void refusedCommit_deletesNothing() {
        String blocked = server.name("blocked");
        server.putString(blocked, "x");
        Hold hold = deliver(ANNE, "a");
        List<Effect> effects = List.of(Effect.emit(new Append(blocked, entry("1"))));

        assertThat(commitAll(new Commit(hold.ref(), false, true, effects))).containsExactly(REFUSED);

        assertThat(data(entries(group.stream()))).containsExactly("a");
        assertThat(state().totalPending()).isOne();
    }

    private void settleDeleting() {
        List<Hold> holds = deliverAll(ANNE, "a", "b");
        assertThat(commitAll(deleting(holds.get(0)))).containsExactly(DONE);
        assertThat(buryDeleting(holds.get(1))).isEqualTo(DONE);
    }

    private Outcome.Kind buryDeleting(Hold hold) {
        return answer(broker.bury(group, ANNE, List.of(new Bury(hold, true, bytes("why")))))
                .get(0)
                .kind();
    }

    private static Commit deleting(Hold hold) {
        return new Commit(hold.ref(), false, true, List.of());
    }

    private static Commit keeping(Hold hold) {
        return new Commit(hold.ref(), false, List.of());
    }
}
