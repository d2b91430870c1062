package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Ticked;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Rig#step} checks in every engine test that a step without work is followed by a wake-up in the future. */
class WakingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> CALLS = List.of(
            "fetch", "claim", "held", "adopt", "ack", "commit", "park", "bury", "release", "retire", "openGroup");

    @Test
    void idleSubscription_wakesNowAndThenOnly() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();
        int before = rig.tap.calls.size();

        rig.advance(SECOND.multipliedBy(60));

        // Each second a tick and a step of the sweep, each two seconds a read, each thirty a look at what is held.
        assertThat(rig.tap.calls.size() - before).isBetween(120, 170);
    }

    @Test
    void dueRetryWithoutCredit_doesNotAskToBeWoken() {
        Rig rig = new Rig(
                options -> options.concurrency(8)
                        .onError(ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(10)))),
                (value, context) -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once more");
                    }
                });
        rig.append("a");
        rig.step();
        rig.runThread();
        rig.append(0, 50);
        rig.step(); // the window is full of messages that no runner takes

        for (int i = 0; i < 5; i++) {
            rig.time.advance(Duration.ofMillis(10));
            rig.step();
        }
        assertThat(rig.subscription.counts().inFlight()).isEqualTo(8);

        rig.settle();
        assertThat(rig.handled).filteredOn("a"::equals).hasSize(2);
    }

    @Test
    void fullMemory_doesNotAskToBeWoken() {
        Rig rig = new Rig(options -> options.maxBytes(1), (value, context) -> {});
        rig.append(0, 100);
        rig.step();

        for (int i = 0; i < 100; i++) {
            rig.time.advance(Duration.ofMillis(100));
            rig.step();
        }

        rig.settle();
        assertThat(rig.handled).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch",
                "claim",
                "held",
                "adopt",
                "ack",
                "commit",
                "park",
                "bury",
                "release",
                "retire",
                "openGroup"
            })
    void callThatKeepsFailing_isPaced(String call) {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {
            switch (value) {
                case "emit" -> context.emit(EventStream.of("bills", Codec.utf8()), value);
                case "fail" -> throw new IllegalStateException("once more");
                case "reject" -> throw Reject.because("no");
                default -> {
                    // done
                }
            }
        });
        rig.append(0, 4);
        rig.step(); // of an earlier life, to be adopted
        rig.threads.clear();
        rig.subscription = rig.subscribe(rig.handler);
        for (int i = 0; i < 1000; i++) {
            rig.tap.refuse(call, ErrorCode.NOT_READY);
        }
        List.of("done", "emit", "fail", "reject").forEach(rig::append);

        rig.advance(SECOND.multipliedBy(20));
        rig.append(4, 50);
        rig.step();
        rig.destroyGroup();
        rig.advance(SECOND.multipliedBy(20));
        rig.append(50, 60);
        rig.step();
        rig.subscription.drain(SECOND.multipliedBy(60));
        rig.advance(SECOND.multipliedBy(20));

        assertThat(rig.tap.calls.stream().filter(call::equals)).hasSizeBetween(2, 120);
        assertThat(rig.states()).doesNotContain(WorkerState.FAILED);
    }

    @Test
    void failedRead_isRepeatedAfterItsPause() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.tap.loseCall("fetch");
        rig.append("a");

        rig.settle();

        assertThat(rig.subscription.nextWakeNanos())
                .isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
        rig.advance(Duration.ofMillis(50));
        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    void finishedSubscription_neverWakes() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.settle();

        rig.subscription.drain(SECOND);
        rig.settle();

        assertThat(rig.subscription.nextWakeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.subscription.idleNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.subscription.step()).isZero();
    }

    /**
     * Time moves from one moment that somebody asked for to the next, and calls fail on the way: everything must be handled
     * in the end, the drain included. A wake-up that is asked for too late or never would leave something behind.
     */
    @Property(tries = 150)
    void whateverFails_everythingIsHandledInTheEnd(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> handled = new HashSet<>();
        Rig rig = new Rig(
                options -> options.concurrency(1 + random.nextInt(6)).maxBytes(1 + random.nextInt(2000)),
                (value, context) -> {
                    switch (random.nextInt(context.attempt() < 5 ? 6 : 5)) {
                        case 5 -> throw new IllegalStateException("once more");
                        case 0 -> {
                            handled.add(value);
                            throw Reject.because("no");
                        }
                        default -> handled.add(value);
                    }
                    if (random.nextBoolean()) {
                        context.emit(Rig.ORDERS, "");
                    }
                });
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            disturb(rig, random);
            String value = "m" + i;
            sent.add(value);
            rig.append(value);
            rig.advance(Duration.ofMillis(random.nextInt(400)));
        }

        rig.advance(Duration.ofMinutes(10));

        assertThat(handled).containsAll(sent);
        assertThat(rig.pending()).isZero();
        assertThat(rig.subscription.counts().balanced()).isTrue();
        rig.subscription.drain(SECOND);
        rig.advance(SECOND);
        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    @Tag("P6")
    void pauseThatEndsBetweenStepAndQuestion_doesNotHideTheDueClaim() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        Desk desk = Desks.on(rig.time);
        Claimer claimer =
                new Claimer(desk, rig.tap.port(), Desks.setup(desk), Desks.lease(desk), (name, claims) -> {}, () -> {});
        rig.tap.refuse("claim", ErrorCode.NOT_READY);
        claimer.nextDue(0);
        claimer.step(rig.time.nanos(), 1);
        desk.inbox().drain();
        claimer.nextDue(10);
        rig.time.advance(Duration.ofMillis(11));
        long stepped = rig.time.nanos();
        assertThat(claimer.step(stepped, 1)).isZero(); // pausing

        rig.time.advance(Duration.ofMillis(60));

        assertThat(claimer.deadlineNanos()).isGreaterThan(stepped); // else it counts as met
    }

    /** Real time goes on between a step and the question: a name that was heard of before must not look like news. */
    @Test
    @Tag("P4")
    void deadWorkersWithoutCredit_doNotKeepTheEngineAwake() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        Desk desk = Desks.on(rig.time);
        Claimer claimer =
                new Claimer(desk, rig.tap.port(), Desks.setup(desk), Desks.lease(desk), (name, claims) -> {}, () -> {});
        claimer.ticked(new Ticked(true, List.of("hr-bob"), false, 0, -1, 0, MessageId.MIN, false, null));
        long stepped = rig.time.nanos();
        assertThat(claimer.step(stepped, 0)).isZero();

        rig.time.advance(Duration.ofMillis(1));

        assertThat(claimer.deadlineNanos()).isLessThanOrEqualTo(stepped);
    }

    private static void disturb(Rig rig, SplittableRandom random) {
        String call = CALLS.get(random.nextInt(CALLS.size()));
        switch (random.nextInt(8)) {
            case 0 -> rig.tap.refuse(call, ErrorCode.NOT_READY);
            case 1 -> rig.tap.loseCall(call);
            case 2 -> {
                rig.tap.loseReply(call);
                rig.tap.reconnect();
            }
            case 3 -> rig.tap.reconnect();
            default -> {
                // peace
            }
        }
    }
}
