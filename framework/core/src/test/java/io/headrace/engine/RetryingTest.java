package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Fetch;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Reader;
import io.headrace.handler.Order;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P6")
class RetryingTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Property(tries = 200)
    void parkedMessage_isHandledExactlyWhenItIsDue(@ForAll @LongRange(min = 1, max = 3_600_000) long delayMillis) {
        List<Long> attempts = new ArrayList<>();
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options, (value, context) -> {
            attempts.add(rig[0].time.millis());
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofMillis(delayMillis));
            }
        });
        rig[0].append("a");

        rig[0].advance(HOUR.plusSeconds(1));

        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1) - attempts.get(0)).isEqualTo(delayMillis);
    }

    @Test
    void fractionOfAMillisecond_isNotEarly() {
        List<Long> attempts = new ArrayList<>();
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options, (value, context) -> {
            attempts.add(rig[0].time.nanos());
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofNanos(1_000_001));
            }
        });
        rig[0].append("a");

        rig[0].advance(HOUR);

        assertThat(attempts.get(1) - attempts.get(0)).isBetween(1_000_001L, 2_000_000L);
    }

    @Test
    void parkedMessage_staysPendingUnderTheRetryConsumer() {
        Rig rig = failing(1);
        rig.append("a");

        rig.settle();

        assertThat(rig.state().pending()).containsOnlyKeys(GroupState.RETRY);
        assertThat(rig.state().due()).isEqualTo(1);
        assertThat(rig.state().attempts()).isEqualTo(1);
        assertThat(rig.subscription.counts().inFlight()).isZero();
    }

    @Test
    void parkedMessage_blocksNobody() {
        Rig rig = new Rig(options -> options.concurrency(1), (value, context) -> {
            if (value.equals("bad")) {
                throw Retry.after(HOUR);
            }
        });
        rig.append("bad");
        rig.append(0, 100);

        rig.settle();

        assertThat(rig.handled).hasSize(101);
        assertThat(rig.count(Flow.DONE)).isEqualTo(100);
    }

    /** A worker with order per key records the next attempt and keeps the message; one without order parks it. */
    @Test
    @Tag("P4")
    void messageThatAWorkerWithOrderFailedAndLeft_isKeptUntilItIsDue() {
        Rig rig = new Rig(options -> options.order(Order.KEY), (value, context) -> {
            throw Retry.after(HOUR);
        });
        rig.append("a", "a1");
        rig.settle();
        rig.subscription.drain(HOUR);
        rig.settle();
        List<Integer> attempts = new ArrayList<>();

        rig.subscription = rig.subscribe(
                "hr-bob", rig.options.order(Order.NONE), (value, context) -> attempts.add(context.attempt()));
        rig.append("a", "a2");
        rig.advance(HOUR.minusMillis(1));
        assertThat(rig.handled).containsExactly("a1", "a2");
        assertThat(rig.count(Flow.CLAIMED)).isOne();
        assertThat(rig.subscription.counts().inFlight()).isOne();
        rig.advance(Duration.ofMillis(1));

        assertThat(rig.handled).containsExactly("a1", "a2", "a1");
        assertThat(attempts).containsExactly(1, 2);
        assertThat(rig.pending()).isZero();
    }

    @Test
    void attempts_countUpUntilTheLast() {
        List<Integer> attempts = new ArrayList<>();
        Rig rig = new Rig(options -> options.onError(ErrorPolicy.standard().maxAttempts(4)), (value, context) -> {
            attempts.add(context.attempt());
            throw new IllegalStateException("still down");
        });
        rig.append("a");

        rig.advance(HOUR);

        assertThat(attempts).containsExactly(1, 2, 3, 4);
        assertThat(rig.count(Flow.PARKED)).isEqualTo(3);
        assertThat(rig.count(Flow.DEAD)).isEqualTo(1);
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.pending()).isZero();
    }

    @Test
    void successAfterFailures_leavesNoRecord() {
        Rig rig = failing(2);
        rig.append("a");

        rig.advance(HOUR);

        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.state().due()).isZero();
    }

    @Test
    void parking_isToldWithItsAttemptDelayAndFailure() {
        Rig rig = failing(1);
        MessageId id = rig.append("a");

        rig.settle();

        assertThat(rig.events)
                .filteredOn(WorkerEvent.Parked.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    WorkerEvent.Parked parked = (WorkerEvent.Parked) event;
                    assertThat(parked.entry().id()).isEqualTo(id);
                    assertThat(parked.attempt()).isEqualTo(1);
                    assertThat(parked.delay()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(parked.failure()).hasMessage("attempt 1");
                });
    }

    @Test
    void messageParkedByAnotherWorker_isFoundWithinASecondOfItsTime() {
        Rig rig = failing(1);
        rig.append("a");
        rig.settle();
        rig.subscription.drain(HOUR);
        rig.settle();
        rig.subscription = rig.subscribe((value, context) -> {}); // another one, whom nobody told

        rig.advance(Duration.ofSeconds(31));

        assertThat(rig.handled).hasSize(2);
    }

    @Test
    void releasedMessage_isFoundWithinASecondHoweverFarTheNextRetryIs() {
        Rig rig = failing(1);
        rig.append("theirs");
        Reader bob = rig.server.reader(Rig.GROUP, "hr-bob", () -> {});
        MessageId id = bob.fetch(new Fetch(true, false, 1, Duration.ZERO)).join().stream()
                .id(0);
        rig.append("ours");
        rig.advance(Duration.ofMillis(1_500)); // parked until half a minute from now

        Hold hold = new Hold(new EntryRef(Source.STREAM, id), 1);
        rig.server.release(Rig.GROUP, "hr-bob", List.of(hold)).join();
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.handled).containsExactly("ours", "theirs");
    }

    @Test
    void lostReplyToAParking_chargesOneAttempt() {
        Rig rig = failing(1);
        rig.tap.loseReply("park");
        rig.append("a");

        rig.advance(HOUR);

        assertThat(rig.count(Flow.PARKED)).isEqualTo(1);
        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.handled).hasSize(2);
    }

    @Test
    void failedClaim_isAskedAgain() {
        Rig rig = failing(1);
        rig.append("a");
        rig.settle();
        rig.advance(Duration.ofMillis(29_500));
        rig.tap.loseCall("claim").loseCall("claim");

        rig.advance(Duration.ofMillis(2_500));

        assertThat(rig.handled).hasSize(2);
    }

    @Test
    void manyDueAtOnce_areAllClaimedAtOnce() {
        Rig rig = failing(1);
        rig.append(0, 1000);
        rig.settle();
        assertThat(rig.state().due()).isEqualTo(1000);

        rig.advance(Duration.ofSeconds(30));

        assertThat(rig.count(Flow.DONE)).isEqualTo(1000);
    }

    /** Fails each message's first attempts, each to be tried again after half a minute. */
    @Test
    @Tag("P6")
    void failedClaim_isRepeatedAfterItsPause() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofMillis(500));
            }
        });
        rig.append("a");
        rig.settle();
        rig.advance(Duration.ofMillis(499));
        rig.tap.loseCall("claim");

        rig.advance(Duration.ofMillis(51));

        assertThat(rig.handled).hasSize(2);
    }

    private static Rig failing(int attempts) {
        return new Rig(
                options -> options.onError(ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofSeconds(30)))),
                (value, context) -> {
                    if (context.attempt() <= attempts) {
                        throw new IllegalStateException("attempt " + context.attempt());
                    }
                });
    }
}
