package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.GroupState;
import io.headrace.error.ErrorCode;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P4")
class DrainingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Test
    void idleSubscription_stopsAndGivesItsNameUp() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();

        rig.subscription.drain(TIMEOUT);
        rig.settle();

        assertThat(rig.states()).containsExactly(WorkerState.RUNNING, WorkerState.DRAINING, WorkerState.STOPPED);
        assertThat(rig.subscription.isOver()).isTrue();
        assertThat(rig.tap.calls).endsWith("retire", "close");
        assertThat(rig.time.nanos()).isZero();
    }

    @Test
    void subscriptionBeforeItsFirstStep_stopsToo() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");

        rig.subscription.drain(TIMEOUT);
        rig.settle();

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.handled).isEmpty();
        assertThat(rig.tap.calls).endsWith("retire", "close");
        assertThat(rig.time.nanos()).isZero();
    }

    @Test
    void subscriptionWhoseFirstTickFailed_stopsWithTheNext() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.tap.refuse("tick", ErrorCode.NOT_READY);
        rig.step();

        rig.subscription.drain(TIMEOUT);
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.tap.calls).endsWith("retire", "close");
    }

    @Test
    void unstartedMessages_areHandedBackUncharged() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {});
        rig.append(0, 20);
        rig.step();

        rig.subscription.drain(TIMEOUT);
        rig.step();

        assertThat(rig.state().pending()).containsOnlyKeys(GroupState.FREE).containsValue(8L);
        assertThat(rig.state().attempts()).isZero();
        assertThat(rig.count(Flow.RELEASED)).isEqualTo(8);
        assertThat(rig.subscription.counts().balanced()).isTrue();
        rig.settle();
        assertThat(rig.handled).isEmpty();
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void releasedMessages_areHandledByTheNextWorkerAsFirstAttempts() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {});
        rig.append(0, 20);
        rig.step();
        rig.subscription.drain(TIMEOUT);
        rig.settle();

        rig.subscription =
                rig.subscribe((value, context) -> assertThat(context.attempt()).isEqualTo(1));
        rig.settle();

        assertThat(rig.handled).hasSize(20).doesNotHaveDuplicates();
        assertThat(rig.pending()).isZero();
    }

    @Test
    void runningHandler_finishesAndCommitsBeforeTheEnd() {
        AtomicReference<Rig> rig = new AtomicReference<>();
        rig.set(new Rig(options -> options.concurrency(1), (value, context) -> {
            Rig around = rig.get();
            around.subscription.drain(TIMEOUT);
            around.advance(TIMEOUT.minusMillis(1));
            assertThat(around.subscription.state()).isEqualTo(WorkerState.DRAINING);
        }));
        rig.get().append(0, 10);

        rig.get().settle();

        assertThat(rig.get().handled).containsExactly("m0");
        assertThat(rig.get().count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.get().state().pending()).containsOnlyKeys(GroupState.FREE);
        assertThat(rig.get().subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void handlerThatIgnoresTheInterrupt_staysPendingAndIsNotAcked() {
        AtomicReference<Rig> rig = new AtomicReference<>();
        rig.set(new Rig(options -> options.concurrency(1), (value, context) -> {
            rig.get().subscription.drain(TIMEOUT);
            rig.get().advance(TIMEOUT.minusMillis(1));
            assertThat(rig.get().subscription.nextWakeNanos()).isEqualTo(TIMEOUT.toNanos());
            rig.get().advance(Duration.ofMillis(1));
            assertThat(Thread.interrupted()).isTrue();
            rig.get().advance(Duration.ofSeconds(1)); // to come back from the interrupt
            assertThat(rig.get().subscription.state()).isEqualTo(WorkerState.STOPPED);
        }));
        rig.get().append("stuck");

        rig.get().settle();

        assertThat(rig.get().state().pending()).containsOnlyKeys(Rig.WORKER);
        assertThat(rig.get().count(Flow.DONE)).isZero();
        assertThat(rig.get().tap.calls).doesNotContain("ack", "commit", "retire");
    }

    @Test
    void readUnderWay_isEndedAndWhatItBringsIsReleased() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        CompletableFuture<Void> reply = rig.tap.hold("fetch");
        rig.append("a");
        rig.step();
        rig.subscription.drain(TIMEOUT);
        rig.step();
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.DRAINING);

        assertThat(rig.tap.calls).doesNotContain("retire");

        reply.complete(null);
        rig.settle();

        assertThat(rig.handled).isEmpty();
        assertThat(rig.count(Flow.RELEASED)).isEqualTo(1);
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void claimUnderWay_isAwaitedAndWhatItBringsIsReleased() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            throw Retry.after(Duration.ofSeconds(5));
        });
        rig.append("a");
        rig.settle();
        rig.advance(Duration.ofMillis(4_999));
        CompletableFuture<Void> reply = rig.tap.hold("claim");
        rig.time.advance(Duration.ofMillis(1));
        rig.step();

        rig.subscription.drain(TIMEOUT);
        rig.step();
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.DRAINING);
        assertThat(rig.tap.calls).doesNotContain("retire");
        reply.complete(null);
        rig.settle();

        assertThat(rig.handled).hasSize(1);
        assertThat(rig.state().pending()).containsOnlyKeys(GroupState.FREE);
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void drainingSubscription_readsNothing() {
        AtomicReference<Rig> rig = new AtomicReference<>();
        rig.set(new Rig(options -> options, (value, context) -> {
            rig.get().subscription.drain(TIMEOUT);
            rig.get().step();
            rig.get().append(0, 50);
            rig.get().advance(Duration.ofSeconds(10));
        }));
        rig.get().append("a");

        rig.get().settle();

        assertThat(rig.get().handled).containsExactly("a");
        assertThat(rig.get().count(Flow.FETCHED)).isEqualTo(1);
    }

    @Test
    void commitThatFails_isRepeatedBeforeTheEnd() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        rig.tap.loseCall("ack").loseCall("ack");
        rig.settle();

        rig.subscription.drain(TIMEOUT);
        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.pending()).isZero();
        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void lostReplyToTheRetirement_isAskedAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();
        rig.tap.loseReply("retire").loseCall("retire");

        rig.subscription.drain(TIMEOUT);
        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    @Tag("P2")
    void entryUnderOurNameThatWeDoNotKnow_keepsTheNameUntilItIsReleased() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();
        rig.advance(Duration.ofMillis(1_999));
        rig.tap.loseReply("fetch"); // the next read brings an entry, but its reply is lost
        rig.advance(Duration.ofMillis(1));
        rig.append("a");
        rig.step();

        rig.subscription.drain(TIMEOUT);
        rig.advance(Duration.ofSeconds(10));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.state().pending()).containsOnlyKeys(GroupState.FREE);
        assertThat(rig.tap.calls).containsSubsequence("retire", "held", "adopt", "release", "retire");
    }

    @Test
    void secondDrain_changesNothing() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();

        rig.subscription.drain(TIMEOUT);
        rig.subscription.drain(Duration.ZERO);
        rig.settle();
        rig.subscription.drain(TIMEOUT);
        rig.settle();

        assertThat(rig.states()).containsExactly(WorkerState.RUNNING, WorkerState.DRAINING, WorkerState.STOPPED);
    }

    @Test
    void drainWithoutEnd_drains() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();

        rig.subscription.drain(ChronoUnit.FOREVER.getDuration());
        rig.settle();

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }
}
