package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Fetch;
import io.headrace.broker.Reader;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P2")
class AdoptionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void entriesOfAnEarlierLife_areTakenOverBeforeAnythingIsRead() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 10);
        rig.step(); // four are pending when the process dies
        rig.threads.clear();

        rig.subscription = rig.subscribe((value, context) -> {});
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STARTING);
        rig.settle();

        assertThat(rig.handled).startsWith("m0", "m1", "m2", "m3").hasSize(10).doesNotHaveDuplicates();
        assertThat(rig.count(Flow.ADOPTED)).isEqualTo(4);
        assertThat(rig.count(Flow.FETCHED)).isEqualTo(6);
        assertThat(rig.pending()).isZero();
    }

    @Test
    void entriesOfALostReply_areTakenOverAfterTheReconnect() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.tap.loseReply("fetch");
        rig.append(0, 3);
        rig.step();
        assertThat(rig.count(Flow.FETCHED)).isZero();
        assertThat(rig.pending()).isEqualTo(3);

        rig.tap.reconnect();
        rig.advance(SECOND);

        assertThat(rig.handled).containsExactly("m0", "m1", "m2");
        assertThat(rig.count(Flow.ADOPTED)).isEqualTo(3);
    }

    @Test
    void entriesNobodyKnowsOf_areFoundWithinHalfAMinute() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.tap.loseReply("fetch");
        rig.append("a");
        rig.settle();

        rig.advance(SECOND.multipliedBy(31));

        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.count(Flow.ADOPTED)).isEqualTo(1);
    }

    @Test
    void claimThatFailedAfterItTookSomething_isMadeUpForOnceClaimsWork() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(SECOND);
            }
        });
        rig.append("a");
        rig.settle();
        rig.tap.loseReply("claim");

        rig.advance(SECOND.multipliedBy(5));

        assertThat(rig.handled).containsExactly("a", "a");
        assertThat(rig.count(Flow.ADOPTED)).isEqualTo(1);
    }

    @Test
    void entriesInHand_areNotTakenTwice() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 4);
        rig.step();

        rig.tap.reconnect();
        for (int i = 0; i < 100; i++) {
            rig.time.advance(SECOND);
            rig.step();
        }
        rig.settle();

        assertThat(rig.count(Flow.ADOPTED)).isZero();
        assertThat(rig.handled).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void entryWhoseReplyIsStillOnItsWay_isNotAdopted() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        CompletableFuture<Void> reply = rig.tap.hold("fetch");
        rig.append("a");
        rig.step();

        rig.tap.reconnect();
        rig.advance(SECOND.multipliedBy(40));
        assertThat(rig.tap.calls).doesNotContain("adopt");
        reply.complete(null);
        rig.settle();

        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.count(Flow.ADOPTED)).isZero();
    }

    @Test
    void entryOfTheLane_isTakenOverToo() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            throw Reject.because("no");
        });
        rig.append("a");
        rig.settle();
        rig.replayFirst();
        rig.step();
        rig.threads.clear();

        rig.subscription = rig.subscribe((value, context) -> {});
        rig.settle();

        assertThat(rig.handled).containsExactly("a", "a");
        assertThat(rig.count(Flow.ADOPTED)).isEqualTo(1);
        assertThat(rig.pending()).isZero();
    }

    @Test
    void failingLookups_areRepeatedBeforeAnythingIsRead() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 4);
        rig.step();
        rig.threads.clear();
        rig.tap.loseCall("held").loseReply("held").loseCall("adopt").loseReply("adopt");

        rig.subscription = rig.subscribe((value, context) -> {});
        rig.advance(SECOND.multipliedBy(5));

        assertThat(rig.handled).hasSize(4).doesNotHaveDuplicates();
        assertThat(rig.count(Flow.DONE)).isEqualTo(4);
    }

    @Test
    void reconnectDuringTheTakeover_isFollowedByAnother() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        CompletableFuture<Void> reply = rig.tap.hold("held");
        rig.step();
        rig.tap.reconnect();
        rig.step();

        reply.complete(null);
        rig.settle();

        assertThat(rig.tap.calls).filteredOn("held"::equals).hasSize(4); // stream and lane, twice
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.RUNNING);
    }

    @Test
    @Tag("P12")
    void adoption_staysWithinTheWindow() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {});
        rig.append(0, 5000);
        Reader earlier = rig.server.reader(Rig.GROUP, Rig.WORKER, () -> {});
        earlier.fetch(new Fetch(true, false, 5000, Duration.ZERO)).join();

        rig.step();
        assertThat(rig.subscription.counts().inFlight()).isBetween(1L, 8L);

        rig.settle();
        assertThat(rig.count(Flow.DONE)).isEqualTo(5000);
    }
}
