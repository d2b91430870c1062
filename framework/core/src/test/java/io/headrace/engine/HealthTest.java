package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.error.ErrorCode;
import io.headrace.observe.Health;
import io.headrace.observe.Health.Status;
import io.headrace.observe.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P11")
class HealthTest {
    private final Rig rig = new Rig(options -> options, (value, context) -> {});

    @Test
    void workerThatHandles_isUp() {
        rig.append(0, 10);
        rig.advance(Duration.ofMinutes(1));

        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    void engineThatDoesNotMove_isDown() {
        rig.settle();

        rig.time.advance(Duration.ofSeconds(10));
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
        rig.time.advance(Duration.ofSeconds(1));

        assertThat(rig.subscription.health())
                .isEqualTo(
                        Health.of(Status.DOWN, "The engine has not moved for 11 s; a listener that blocks stops it"));
    }

    @Test
    void readsThatFail_areDegradedAndAfterTenSecondsDown() {
        for (int i = 0; i < 1_000; i++) {
            rig.tap.refuse("fetch", ErrorCode.NOT_READY);
        }
        rig.advance(Duration.ofSeconds(9));
        assertThat(rig.subscription.health().status()).isEqualTo(Status.DEGRADED);

        rig.advance(Duration.ofSeconds(3));

        assertThat(rig.subscription.health().status()).isEqualTo(Status.DOWN);
        assertThat(rig.subscription.health().reasons())
                .anySatisfy(reason -> assertThat(reason).startsWith("Nothing could be read for 1"));
    }

    @Test
    void readThatSucceedsAgain_isUp() {
        rig.tap.refuse("fetch", ErrorCode.NOT_READY);
        rig.settle();
        assertThat(rig.subscription.health().status()).isEqualTo(Status.DEGRADED);

        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    void acksThatFail_areDegradedWithTheirCause() {
        rig.settle();
        rig.tap.refuse("ack", ErrorCode.NOT_READY);
        rig.append("a");
        rig.settle();

        assertThat(rig.subscription.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(rig.subscription.health().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("not now", "(for "));
    }

    @Test
    @Tag("P5")
    void oneHandlerOfTwoThatHangs_isDegradedUntilItReturns() {
        List<Health> seen = new ArrayList<>();
        Rig[] hanging = new Rig[1];
        hanging[0] = new Rig(options -> options.concurrency(2), (value, context) -> hang(hanging[0], seen));
        hanging[0].append("a");

        hanging[0].settle();
        int stuck = hanging[0].subscription.stuckHandlers();
        hanging[0].advance(Duration.ofSeconds(1));

        assertThat(seen)
                .containsExactly(
                        Health.UP,
                        Health.UP,
                        Health.of(Status.DEGRADED, "1 handlers have not returned for a minute or longer"));
        assertThat(stuck).isOne();
        assertThat(hanging[0].subscription.stuckHandlers()).isZero();
        assertThat(hanging[0].subscription.health()).isEqualTo(Health.UP);
        assertThat(hanging[0].events)
                .filteredOn(WorkerEvent.Stuck.class::isInstance)
                .hasSize(1);
    }

    @Test
    @Tag("P5")
    void allHandlersThatHang_areDown() {
        List<Health> seen = new ArrayList<>();
        Rig[] hanging = new Rig[1];
        hanging[0] = new Rig(options -> options.concurrency(1), (value, context) -> hang(hanging[0], seen));
        hanging[0].append("a");

        hanging[0].settle();

        assertThat(seen)
                .containsExactly(
                        Health.UP,
                        Health.UP,
                        Health.of(Status.DOWN, "All 1 handlers have not returned for a minute or longer"));
    }

    @Test
    void failedWorker_isDown() {
        rig.settle();

        rig.subscription.fail();

        assertThat(rig.subscription.health().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void drainedWorker_isUp() {
        rig.settle();

        rig.subscription.drain(Duration.ofSeconds(1));
        rig.settle();
        rig.time.advance(Duration.ofHours(1));

        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    void severalFindings_areAllToldAndTheWorstCounts() {
        Vitals vitals = new Vitals();
        vitals.stepped(0);
        vitals.paused("paused");
        vitals.keys(1, "k");
        vitals.stuck(1, false);
        assertThat(vitals.health(0, null).status()).isEqualTo(Status.DEGRADED);
        assertThat(vitals.health(0, null).reasons()).hasSize(3);

        vitals.stuck(2, true);

        assertThat(vitals.health(0, null).status()).isEqualTo(Status.DOWN);
        assertThat(vitals.health(0, null).reasons())
                .contains("All 2 handlers have not returned for a minute or longer");
    }

    /** A handler that takes longer than a minute after the engine has first seen it, and the engine goes on. */
    private static void hang(Rig rig, List<Health> seen) {
        for (int seconds : new int[] {1, 59, 1}) {
            rig.time.advance(Duration.ofSeconds(seconds));
            rig.step();
            seen.add(rig.subscription.health());
        }
    }
}
