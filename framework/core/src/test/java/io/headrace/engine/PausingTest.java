package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A handler whose database is down. */
@Tag("P2")
class PausingTest {
    private static final ErrorPolicy POLICY = ErrorPolicy.standard()
            .maxAttempts(2)
            .pauseOn(DatabaseDown.class, Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    private final List<Integer> attempts = new ArrayList<>();
    private boolean down = true;

    @Test
    void pause_chargesNoAttemptHoweverLong() {
        Rig rig = rig(options -> options);
        rig.append(0, 3);

        rig.advance(Duration.ofHours(1));
        down = false;
        rig.advance(Duration.ofMinutes(2));

        assertThat(attempts).containsOnly(1);
        assertThat(rig.count(Flow.DONE)).isEqualTo(3);
        assertThat(rig.count(Flow.PARKED) + rig.count(Flow.DEAD)).isZero();
        assertThat(rig.state().attempts()).isZero();
    }

    @Test
    void probes_areSingleMessagesAfterGrowingWaits() {
        Rig rig = rig(options -> options.concurrency(1));
        rig.append(0, 10);
        rig.settle();
        int before = rig.handled.size();

        rig.advance(Duration.ofMinutes(2));

        List<Duration> waits = waits(rig);
        assertThat(waits).hasSizeBetween(6, 8);
        assertThat(rig.handled).hasSize(before + waits.size() - 1);
        for (int i = 0; i < waits.size() - 1; i++) {
            assertThat(waits.get(i)).isBetween(Duration.ofMillis(800L << i), Duration.ofMillis(1_200L << i));
        }
    }

    @Test
    @Tag("P12")
    void nothingMoreIsRead_andHealthSaysWhy() {
        Rig rig = rig(options -> options);
        rig.append(0, 1);
        rig.settle();

        rig.append(1, 200);
        rig.advance(Duration.ofSeconds(3));

        assertThat(rig.subscription.counts().inFlight()).isLessThan(20); // what the waiting read brought
        Health health = rig.subscription.health();
        assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(health.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("pauses", "no database"));
    }

    @Test
    void successOfTheProbe_resumes() {
        Rig rig = rig(options -> options);
        rig.append(0, 50);
        rig.settle();

        down = false;
        rig.advance(Duration.ofSeconds(2));

        assertThat(rig.count(Flow.DONE)).isEqualTo(50);
        assertThat(rig.events).filteredOn(WorkerEvent.Resumed.class::isInstance).hasSize(1);
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    void lateResultsOfOtherRunners_neitherEndNorProlongThePause() {
        Rig rig = rig(options -> options.concurrency(4));
        rig.append(0, 4);
        rig.step();
        while (rig.threads.isEmpty()) {
            rig.step();
        }
        while (rig.threads.size() > 1) {
            rig.runThread(); // each meets the fault
        }
        rig.step();
        int pausesBefore = waits(rig).size();

        down = false;
        rig.runThread(); // and this one does not
        rig.step();

        assertThat(pausesBefore).isOne();
        assertThat(waits(rig)).hasSize(1);
        assertThat(rig.subscription.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(rig.threads).isEmpty();
    }

    @Test
    void anotherFailureOfTheProbe_endsThePauseAndIsCharged() {
        boolean[] odd = new boolean[1];
        Rig rig = new Rig(options -> options.onError(POLICY), (value, context) -> {
            attempts.add(context.attempt());
            if (odd[0]) {
                throw new IllegalStateException("its own fault");
            }
            throw new DatabaseDown();
        });
        rig.append("a");
        rig.settle();

        odd[0] = true;
        rig.advance(Duration.ofSeconds(10));

        assertThat(attempts).containsExactly(1, 1, 2);
        assertThat(rig.count(Flow.DEAD)).isOne();
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    @Tag("P12")
    void drainInAPause_handsEverythingBackUncharged() {
        Rig rig = rig(options -> options);
        rig.append(0, 5);
        rig.settle();

        rig.subscription.drain(Duration.ofHours(1));
        rig.settle();

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.count(Flow.RELEASED)).isPositive().isEqualTo(rig.count(Flow.FETCHED));
    }

    @Test
    void faultMetWhileDraining_handsTheMessageBackUncharged() {
        Rig rig = rig(options -> options);
        rig.append(0, 1);
        while (rig.threads.isEmpty()) {
            rig.step();
        }

        rig.subscription.drain(Duration.ofHours(1));
        rig.step();
        rig.settle();

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.pending()).isOne();
    }

    private Rig rig(UnaryOperator<HandlerOptions> options) {
        return new Rig(defaults -> options.apply(defaults.onError(POLICY)), (value, context) -> {
            attempts.add(context.attempt());
            if (down) {
                throw new DatabaseDown();
            }
        });
    }

    private static List<Duration> waits(Rig rig) {
        return rig.events.stream()
                .filter(WorkerEvent.Paused.class::isInstance)
                .map(event -> ((WorkerEvent.Paused) event).delay())
                .toList();
    }

    private static final class DatabaseDown extends Exception {
        private static final long serialVersionUID = 1;

        DatabaseDown() {
            super("no database");
        }
    }
}
