package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P11")
class MissingGroupTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Rig rig = new Rig(options -> options, (value, context) -> {});

    @Test
    void destroyedGroup_isCreatedAgainWhereEverythingWasSettled() {
        rig.append(0, 5);
        rig.advance(SOON);

        rig.destroyGroup();
        rig.append(5, 8);
        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7");
        assertThat(rig.pending()).isZero();
    }

    @Test
    void whatWasAppendedWhileTheGroupWasMissing_isHandled() {
        rig.append("a");
        rig.advance(SOON);
        rig.tap.refuse("openGroup", ErrorCode.NOT_READY);
        rig.destroyGroup();
        rig.settle();

        rig.append("b");
        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("a", "b");
    }

    @Test
    @Tag("P2")
    void messageThatWasParked_isDeliveredAgain() {
        Rig failing = failingOnce();
        failing.append("a");
        failing.advance(SOON);

        failing.destroyGroup();
        failing.append("b");
        failing.advance(SOON.multipliedBy(20));

        assertThat(failing.handled).filteredOn("a"::equals).hasSizeGreaterThan(1);
        assertThat(failing.count(Flow.DONE)).isEqualTo(2);
        assertThat(failing.pending()).isZero();
    }

    @Test
    @Tag("P2")
    void messageInHand_isDeliveredAgainIfItFails() {
        Rig failing = failingOnce();
        failing.append("a");
        failing.step();
        failing.destroyGroup();
        failing.step();

        failing.advance(SOON.multipliedBy(20));

        assertThat(failing.count(Flow.DONE)).isEqualTo(1);
        assertThat(failing.pending()).isZero();
        assertThat(failing.subscription.counts().balanced()).isTrue();
    }

    @Test
    void groupMissingWhileEntriesAreLookedUp_isCreatedAgain() {
        Rig slow = new Rig(options -> options.concurrency(4), (value, context) -> {});
        slow.append(0, 10);
        slow.step();
        slow.destroyGroup();
        for (int i = 0; i < 35; i++) {
            slow.time.advance(Duration.ofSeconds(1)); // no read is under way, and after half a minute it looks
            slow.step();
        }

        slow.advance(SOON);

        assertThat(slow.handled).contains("m0", "m4", "m9");
        assertThat(slow.pending()).isZero();
    }

    @Test
    void groupMissingAtTheFirstStep_isCreatedAgain() {
        rig.destroyGroup();
        rig.append("a");

        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    void drainWithoutAGroup_endsAtOnce() {
        rig.settle();
        rig.tap.refuse("openGroup", ErrorCode.NOT_READY);
        rig.destroyGroup();

        rig.subscription.drain(Duration.ofSeconds(30));
        rig.advance(SOON);

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void groupDestroyedBeforeAnythingWasRead_beginsAtTheFirstMessage() {
        rig.settle();

        rig.destroyGroup();
        rig.append(0, 3);
        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("m0", "m1", "m2");
    }

    @Test
    void deletedStream_isReadAgainFromItsNewBeginning() {
        rig.append(0, 3);
        rig.settle();

        rig.server.keyspace(keys -> keys.delete("orders"));
        rig.advance(SOON);
        rig.append("new");
        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("m0", "m1", "m2", "new");
    }

    @Test
    void missingLane_isCreatedAgain() {
        rig.settle();
        rig.server.keyspace(keys -> keys.delete(Rig.KEYS.lane()));

        rig.append("a");
        rig.advance(SOON);

        assertThat(rig.handled).containsExactly("a");
        String type = rig.server.keyspace(keys -> keys.type(Rig.KEYS.lane()));
        assertThat(type).isEqualTo("stream");
    }

    @Test
    void missingGroup_isTroubleButNeverTheEnd() {
        rig.settle();
        for (int i = 0; i < 100; i++) {
            rig.tap.refuse("openGroup", ErrorCode.NO_PERMISSION);
        }
        rig.destroyGroup();

        rig.advance(Duration.ofSeconds(30));

        assertThat(rig.events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                WorkerEvent.Trouble.class,
                                trouble -> assertThat(trouble.cause().code()).isEqualTo(ErrorCode.NO_GROUP)));
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.RUNNING);
        assertThat(rig.tap.calls).filteredOn("openGroup"::equals).hasSizeBetween(10, 80);
    }

    @Test
    void otherFailures_createNoGroup() {
        rig.settle();
        rig.tap.refuse("fetch", ErrorCode.NO_PERMISSION).loseCall("fetch");

        rig.advance(Duration.ofSeconds(10));

        assertThat(rig.tap.calls).doesNotContain("openGroup");
        assertThat(rig.events)
                .filteredOn(WorkerEvent.Trouble.class::isInstance)
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(((WorkerEvent.Trouble) event).cause()).isInstanceOf(BrokerException.class));
    }

    @Test
    void streamThatBeginsAgainWithLowerIds_isReadFromItsStart() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1 && !value.equals("new")) {
                throw Retry.after(Duration.ZERO); // so that a claim reports the checkpoint in this millisecond
            }
        });
        rig.append(0, 3);
        rig.settle();
        rig.append("last"); // its claim reports those before it as settled
        rig.settle();

        rig.server.keyspace(keys -> keys.delete("orders"));
        rig.append("new"); // its id is below those that were settled
        rig.advance(Duration.ofSeconds(60));

        assertThat(rig.handled).contains("new");
    }

    private static Rig failingOnce() {
        Set<String> failed = new HashSet<>();
        return new Rig(
                options -> options.onError(ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofSeconds(10)))),
                (value, context) -> {
                    if (failed.add(value)) {
                        throw new IllegalStateException("once more");
                    }
                });
    }
}
