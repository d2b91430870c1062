package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Fetch;
import io.headrace.broker.Reader;
import io.headrace.broker.Tick;
import io.headrace.error.ErrorCode;
import io.headrace.handler.Order;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P4")
@Tag("P5")
class LeaseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String BOB = "hr-bob";

    @Test
    void worker_isAliveBeforeItsFirstRead() {
        Rig rig = new Rig(options -> options, (value, context) -> {});

        rig.settle();

        assertThat(rig.tap.calls.indexOf("tick")).isLessThan(rig.tap.calls.indexOf("fetch"));
        assertThat(alive(rig)).containsExactly(Rig.WORKER);
    }

    @Test
    void firstTickUnanswered_nothingIsRead() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        rig.tap.refuse("tick", ErrorCode.NOT_READY);

        rig.step();

        assertThat(rig.tap.calls).doesNotContain("fetch");
        rig.advance(SECOND);
        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    void deadWorkersMessages_areHandledWhenItsLeaseHasRunOut() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append(0, 1_500);
        tick(rig, BOB);
        read(rig, BOB, 1_000);

        rig.advance(Rig.LEASE.minus(SECOND));
        assertThat(rig.handled).hasSize(500);
        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.handled).hasSize(1_500).doesNotHaveDuplicates();
        assertThat(rig.count(Flow.CLAIMED)).isEqualTo(1_000);
        assertThat(rig.pending()).isZero();
        assertThat(alive(rig)).containsExactly(Rig.WORKER);
    }

    @Test
    void livingWorkersMessages_areNeverTaken() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        tick(rig, BOB);
        read(rig, BOB, 10);

        for (int i = 0; i < 600; i++) {
            rig.advance(SECOND);
            tick(rig, BOB);
        }

        assertThat(rig.handled).isEmpty();
    }

    @Test
    void strangersMessages_areLeftAlone() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        read(rig, "stranger", 10);

        rig.advance(Duration.ofHours(1));

        assertThat(rig.handled).isEmpty();
        assertThat(rig.state().pending()).containsOnlyKeys("stranger");
    }

    @Test
    void workerThatNeverTicked_isGivenOneLease() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        read(rig, BOB, 10);

        rig.advance(Rig.LEASE.minus(SECOND));
        assertThat(rig.handled).isEmpty();
        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    void silenceOfAll_endsNoLease() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        tick(rig, BOB);
        read(rig, BOB, 10);

        rig.time.advance(Duration.ofHours(1)); // there is no server, say
        rig.settle();
        assertThat(rig.handled).isEmpty();
        tick(rig, BOB);
        rig.advance(Rig.LEASE.minus(SECOND));
        assertThat(rig.handled).isEmpty();
        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    void standstill_losesTheLease_andDropsWhatWasNotBegun() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 4);
        rig.step(); // in hand, and nobody has begun
        assertThat(rig.subscription.counts().inFlight()).isEqualTo(4);

        standStill(rig);
        rig.step();

        assertThat(lost(rig)).containsExactly(new WorkerEvent.LeaseLost(Rig.WORKER, Rig.WORKER + "-2", 0));
        assertThat(rig.count(Flow.ABANDONED)).isEqualTo(4);
        rig.settle();
        assertThat(rig.handled).containsExactly("m0", "m1", "m2", "m3");
        assertThat(rig.count(Flow.CLAIMED)).isEqualTo(4);
        assertThat(alive(rig)).containsExactly(Rig.WORKER + "-2", BOB);
    }

    @Test
    void handlerThatRunsThroughALostLease_isNotStartedAgain() {
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options, (value, context) -> {
            standStill(rig[0]);
            rig[0].step(); // another name, and the old one's message taken over
            assertThat(rig[0].state().pending()).containsOnlyKeys(Rig.WORKER + "-2");
        });
        rig[0].append("a");

        rig[0].settle();

        assertThat(rig[0].handled).containsExactly("a");
        assertThat(rig[0].count(Flow.DONE)).isEqualTo(1);
        assertThat(rig[0].count(Flow.ABANDONED)).isEqualTo(1);
        assertThat(rig[0].pending()).isZero();
        assertThat(rig[0].state().attempts()).isZero();
    }

    @Test
    void failureAfterALostLease_isParkedUnderTheNewName() {
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                standStill(rig[0]);
                rig[0].step();
                throw Retry.after(SECOND);
            }
        });
        rig[0].append("a");

        rig[0].advance(SECOND.multipliedBy(20));

        assertThat(rig[0].handled).containsExactly("a", "a");
        assertThat(rig[0].count(Flow.PARKED)).isEqualTo(1);
        assertThat(rig[0].pending()).isZero();
    }

    @Test
    void parkingOnItsWayWhenTheLeaseIsLost_isMadeAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(SECOND);
            }
        });
        rig.append("a");
        rig.step();
        rig.tap.loseCall("park");
        rig.runThread();
        rig.step();

        standStill(rig);
        rig.advance(SECOND.multipliedBy(5));

        assertThat(rig.handled).containsExactly("a", "a");
        assertThat(rig.count(Flow.PARKED)).isEqualTo(1);
        assertThat(rig.pending()).isZero();
    }

    @Test
    void replyOfAReadUnderTheOldName_isDroppedAndFoundAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();
        rig.append("a"); // the waiting read has it, and its reply waits in the inbox
        standStill(rig);

        rig.settle();
        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.pending()).isZero();
    }

    @Test
    void noAnswerForALease_nothingIsBegun() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 2);
        rig.settle();
        rig.append(2, 4);
        for (int i = 0; i < 40; i++) {
            rig.tap.refuse("tick", ErrorCode.NOT_READY);
        }
        rig.tap.hold("fetch");

        rig.advance(Rig.LEASE.plus(SECOND));
        rig.append(4, 6);
        rig.advance(SECOND);

        assertThat(rig.handled).doesNotContain("m4", "m5");
        assertThat(rig.subscription.health().status()).isNotEqualTo(Health.Status.UP);
    }

    @Test
    void keyWhoseMessageRunsThroughALostLease_goesOnAfterItOnly() {
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options.order(Order.KEY), (value, context) -> {
            if (value.equals("m0")) {
                standStill(rig[0]);
                rig[0].step();
                rig[0].step();
                assertThat(rig[0].handled).containsExactly("m0");
            }
        });
        rig[0].append("k", "m0");
        rig[0].append("k", "m1");
        rig[0].append("k", "m2");

        rig[0].settle();

        assertThat(rig[0].handled).containsExactly("m0", "m1", "m2");
        assertThat(rig[0].pending()).isZero();
    }

    @Test
    void drainWithoutALease_endsAllTheSame() {
        Rig rig = new Rig(options -> options.concurrency(2), (value, context) -> {});
        rig.append(0, 2);
        rig.step();
        standStill(rig);
        rig.subscription.drain(SECOND);

        rig.advance(SECOND.multipliedBy(2));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.pending()).isEqualTo(2);
    }

    @Test
    void gracefulEnd_leavesNoLeaseBehind() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();

        rig.subscription.drain(SECOND);
        rig.advance(SECOND);

        assertThat(alive(rig)).isEmpty();
    }

    /** The process does not run for longer than its lease, while another worker does. */
    private static void standStill(Rig rig) {
        for (int i = 0; i < 12; i++) {
            rig.time.advance(SECOND);
            tick(rig, BOB);
        }
    }

    private static void tick(Rig rig, String consumer) {
        rig.server.tick(Rig.GROUP, new Tick(consumer, Rig.LEASE, SECOND, true)).join();
    }

    private static void read(Rig rig, String consumer, int count) {
        try (Reader reader = rig.server.reader(Rig.GROUP, consumer, () -> {})) {
            reader.fetch(new Fetch(true, true, count, Duration.ZERO)).join();
        }
    }

    private static List<String> alive(Rig rig) {
        return rig.server.keyspace(keys -> keys.sortedSet(Rig.KEYS.alive()).members().stream()
                .map(member -> member.member())
                .sorted()
                .toList());
    }

    private static List<WorkerEvent.LeaseLost> lost(Rig rig) {
        return rig.events.stream()
                .filter(WorkerEvent.LeaseLost.class::isInstance)
                .map(WorkerEvent.LeaseLost.class::cast)
                .toList();
    }
}
