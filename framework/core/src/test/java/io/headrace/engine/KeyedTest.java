package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A subscription with order per key. */
@Tag("P13")
class KeyedTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private boolean broken = true;

    @Test
    void failedMessage_isHandledAgainBeforeThoseOfItsKey_andOtherKeysGoOn() {
        Rig rig = failing("a1");
        rig.append("a", "a1");
        rig.append("a", "a2");
        rig.append("b", "b1");
        rig.append("b", "b2");

        rig.settle();
        assertThat(rig.handled).containsExactly("a1", "b1", "b2");
        assertThat(rig.subscription.blockedKeys()).isOne();
        broken = false;
        rig.advance(PAUSE);

        assertThat(rig.handled).containsExactly("a1", "b1", "b2", "a1", "a2");
        assertThat(rig.count(Flow.DONE)).isEqualTo(4);
        assertThat(rig.count(Flow.PARKED)).isZero();
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.pending()).isZero();
    }

    @Test
    void failure_isRecordedAndTold_andTheMessageStaysInFlight() {
        Rig rig = failing("a1");
        rig.append("a", "a1");

        rig.settle();

        assertThat(rig.state().pending()).containsOnlyKeys(Rig.WORKER);
        assertThat(rig.state().attempts()).isOne();
        assertThat(rig.subscription.counts().inFlight()).isOne();
        assertThat(rig.events)
                .filteredOn(WorkerEvent.Failed.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((WorkerEvent.Failed) event).delay()).isEqualTo(PAUSE));
    }

    @Test
    void retry_isNeverEarly() {
        Rig rig = failing("a1");
        rig.append("a", "a1");
        rig.settle();

        rig.advance(PAUSE.minusMillis(1));
        assertThat(rig.handled).hasSize(1);
        rig.advance(Duration.ofMillis(1));

        assertThat(rig.handled).hasSize(2);
    }

    @Test
    void key_isFreeWhenTheAckIsAnswered_notWhenTheHandlerReturned() {
        Rig rig = failing("none");
        var ack = rig.tap.hold("ack");
        rig.append("a", "a1");
        rig.append("a", "a2");

        rig.settle();
        assertThat(rig.handled).containsExactly("a1");
        ack.complete(null);
        rig.settle();

        assertThat(rig.handled).containsExactly("a1", "a2");
    }

    @Test
    void deadLetter_freesItsKey() {
        Rig rig = new Rig(options -> options.order(Order.KEY), (value, context) -> {
            if (value.equals("a1")) {
                throw Reject.because("broken");
            }
        });
        rig.append("a", "a1");
        rig.append("a", "a2");
        var bury = rig.tap.hold("bury");

        rig.settle();
        assertThat(rig.handled).containsExactly("a1");
        bury.complete(null);
        rig.settle();

        assertThat(rig.handled).containsExactly("a1", "a2");
        assertThat(rig.count(Flow.DEAD)).isOne();
    }

    @Test
    void lostReplyToAFailure_chargesOneAttempt() {
        List<Integer> attempts = new ArrayList<>();
        Rig rig = new Rig(options -> keyed(options).onError(policy().maxAttempts(3)), (value, context) -> {
            attempts.add(context.attempt());
            throw new IllegalStateException("down");
        });
        rig.tap.loseReply("fail");
        rig.append("a", "a1");

        rig.advance(HOUR);

        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(rig.count(Flow.DEAD)).isOne();
    }

    @Test
    void lostCallOfAFailure_isRepeated() {
        Rig rig = failing("a1");
        rig.tap.loseCall("fail");
        rig.append("a", "a1");
        rig.settle();

        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.state().attempts()).isOne();
    }

    @Test
    @Tag("P12")
    void fullKey_holdsAQuarterOfTheWindow_thenReadingWaitsAndHealthSaysSo() {
        Rig rig = failing("a0");
        for (int i = 0; i < 200; i++) {
            rig.append("a", "a" + i);
        }
        rig.append("b", "b");

        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.subscription.counts().inFlight()).isEqualTo(16);
        assertThat(rig.handled).containsExactly("a0");
        assertThat(rig.subscription.blockedKeys()).isOne();
        assertThat(rig.subscription.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(rig.subscription.health().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("key \"a\""));

        broken = false;
        rig.advance(PAUSE);

        assertThat(rig.handled).hasSize(202).contains("b");
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
        assertThat(rig.subscription.blockedKeys()).isZero();
    }

    @Test
    @Tag("P12")
    void drain_handsBackWhatWaitsInTheOrderOfTheStream() {
        Rig rig = failing("a1");
        rig.append("a", "a1");
        rig.append("b", "b1");
        rig.append("a", "a2");
        rig.append("a", "a3");
        rig.settle();

        rig.subscription.drain(HOUR);
        rig.settle();
        broken = false;
        rig.subscription = rig.subscribe((value, context) -> {});
        rig.advance(PAUSE);

        assertThat(rig.states()).contains(WorkerState.STOPPED);
        assertThat(rig.handled).containsExactly("a1", "b1", "a1", "a2", "a3");
    }

    @Test
    @Tag("P4")
    @Tag("P6")
    void restartUnderTheSameName_keepsOrderAndIsNotEarly() {
        Rig rig = failing("a1");
        rig.append("a", "a1");
        rig.append("a", "a2");
        rig.append("b", "b1");
        rig.settle();
        List<Integer> attempts = new ArrayList<>();

        rig.subscription = rig.subscribe((value, context) -> attempts.add(context.attempt())); // the old one is no more
        rig.advance(PAUSE.minusSeconds(1));
        assertThat(rig.handled).containsExactly("a1", "b1");
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.handled).containsExactly("a1", "b1", "a1", "a2");
        assertThat(attempts).containsExactly(2, 1);
    }

    @Test
    void pauseOfTheWholeHandler_keepsTheOrderOfItsKeys() {
        Rig rig = new Rig(options -> keyed(options).onError(policy().pauseOn(DatabaseDown.class)), (value, context) -> {
            if (broken) {
                throw new DatabaseDown();
            }
        });
        for (int i = 0; i < 5; i++) {
            rig.append("a", "a" + i);
            rig.append("b", "b" + i);
        }
        rig.settle();

        broken = false;
        rig.handled.clear();
        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.handled)
                .filteredOn(value -> value.startsWith("a"))
                .containsExactly("a0", "a1", "a2", "a3", "a4");
        assertThat(rig.handled)
                .filteredOn(value -> value.startsWith("b"))
                .containsExactly("b0", "b1", "b2", "b3", "b4");
        assertThat(rig.state().attempts()).isZero();
    }

    @Test
    @Tag("P11")
    void blockedKeys_areCountedDuringAPauseToo() {
        Rig rig = new Rig(options -> keyed(options).onError(pausing(HOUR)), (value, context) -> {
            if (value.equals("b1")) {
                throw new DatabaseDown();
            }
            throw new IllegalStateException("attempt " + context.attempt());
        });
        rig.append("a", "a1");
        rig.append("b", "b1");

        rig.settle();
        assertThat(rig.handled).containsExactlyInAnyOrder("a1", "b1");
        assertThat(rig.subscription.blockedKeys()).isOne();
        rig.advance(PAUSE); // its next attempt is due, and waits for the end of the pause only

        assertThat(rig.handled).hasSize(2);
        assertThat(rig.subscription.blockedKeys()).isZero();
    }

    @Test
    @Tag("P11")
    void blockedKeys_areCountedThoughNoMoreBytesAreTaken() {
        Rig rig = new Rig(options -> keyed(options).onError(policy()).maxBytes(1), (value, context) -> {
            throw new IllegalStateException("attempt " + context.attempt());
        });
        rig.append("a", "a1");

        rig.settle();

        assertThat(rig.subscription.counts().inFlight()).isOne();
        assertThat(rig.subscription.blockedKeys()).isOne();
    }

    private Rig failing(String bad) {
        return new Rig(options -> keyed(options).onError(policy()), (value, context) -> {
            if (broken && value.equals(bad)) {
                throw new IllegalStateException("attempt " + context.attempt());
            }
        });
    }

    private static HandlerOptions keyed(HandlerOptions options) {
        return options.order(Order.KEY);
    }

    private static ErrorPolicy policy() {
        return ErrorPolicy.standard().backoff(Backoff.fixed(PAUSE));
    }

    private static ErrorPolicy pausing(Duration wait) {
        return policy().pauseOn(DatabaseDown.class, Backoff.fixed(wait));
    }

    private static final class DatabaseDown extends Exception {
        private static final long serialVersionUID = 1;
    }
}
