package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Hold;
import io.headrace.broker.Ticked;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Consumers that hold something and have no lease: ours are found, others' are left alone. */
abstract class UnknownWorkerContract extends LeaseFixture {
    private static final String STRANGER = "stranger";

    UnknownWorkerContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P4")
    void ourWorkerThatNeverTicked_getsOneLeaseFromWhenItIsSeen() {
        join(BOB, HOUR);
        deliver(ANNE, "a");
        Ticked unseen = tick(BOB, HOUR);
        server.pass(LEASE);

        Ticked seen = tick(BOB, LEASE);
        server.pass(LEASE);
        Ticked over = tick(CAROL, LEASE);

        assertThat(unseen.dead()).isEmpty();
        assertThat(seen.dead()).isEmpty();
        assertThat(over.dead()).contains(ANNE);
        assertThat(data(reclaim(CAROL, ANNE, 10).claims())).containsExactly("a");
    }

    @Test
    @Tag("P4")
    void holdersInTheLaneAlone_areSeenToo() {
        deliverReplayed(ANNE, "a");

        assertThat(join(BOB, NOW).dead()).contains(ANNE);
    }

    @Test
    @Tag("P4")
    void unknownWorkers_areLookedForOnceInALease() {
        join(BOB, HOUR);
        deliver(ANNE, "a");

        boolean soon = tick(BOB, HOUR).dead().contains(ANNE);
        tick(BOB, NOW);
        boolean afterALease = tick(BOB, HOUR).dead().contains(ANNE);

        assertThat(List.of(soon, afterALease)).containsExactly(false, true);
    }

    @Test
    void othersConsumers_areLeftAlone() {
        deliver(STRANGER, "a");

        List<String> dead = join(BOB, NOW).dead();

        assertThat(dead).doesNotContain(STRANGER);
        assertThat(reclaim(CAROL, STRANGER, 10).claims().claimed()).isEmpty();
        assertThat(state().pending()).isEqualTo(Map.of(STRANGER, 1L));
    }

    @Test
    void ourConsumersThatHoldNothing_areNotEntered() {
        commit(deliver(ANNE, "a").ref());

        assertThat(join(BOB, NOW).dead()).doesNotContain(ANNE);
    }

    @Test
    @Tag("P5")
    void lateReadUnderANameThatIsGone_isFound() {
        die(ANNE);
        reclaim(BOB, ANNE, 10);
        Hold late = deliver(ANNE, "a");

        List<String> dead = join(BOB, NOW).dead();

        assertThat(dead).contains(ANNE);
        assertThat(holds(reclaim(CAROL, ANNE, 10).claims())).containsExactly(again(late));
    }

    @Test
    @Tag("P5")
    void lateReadUnderALostName_isReclaimed() {
        assertThat(tick(ANNE, HOUR).alive()).isFalse();
        Hold late = deliver(ANNE, "a");

        assertThat(holds(reclaim(BOB, ANNE, 10).claims())).containsExactly(again(late));
    }

    private static Hold again(Hold hold) {
        return new Hold(hold.ref(), hold.deliveries() + 1);
    }
}
