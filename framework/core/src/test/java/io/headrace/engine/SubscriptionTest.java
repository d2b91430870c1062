package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Outcome;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.error.ErrorCode;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.Reject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    @Tag("P2")
    void messages_areHandledOnceInOrderAndAcked() {
        Rig rig = new Rig(options -> options.concurrency(1), (value, context) -> {});
        rig.append(0, 300);

        rig.settle();

        assertThat(rig.handled)
                .containsExactlyElementsOf(
                        IntStream.range(0, 300).mapToObj(i -> "m" + i).toList());
        assertThat(rig.pending()).isZero();
        assertThat(rig.count(Flow.FETCHED)).isEqualTo(300);
        assertThat(rig.count(Flow.DONE)).isEqualTo(300);
        assertThat(rig.states()).containsExactly(WorkerState.RUNNING);
    }

    @Test
    @Tag("P2")
    void message_isPendingUntilItsHandlerHasReturned() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");

        rig.step();
        assertThat(rig.pending()).isEqualTo(1);
        rig.runThread();
        assertThat(rig.pending()).isEqualTo(1);
        rig.step();

        assertThat(rig.pending()).isZero();
    }

    @Test
    @Tag("P3")
    void emits_commitWithTheAckAndOnlyIfTheHandlerReturns() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            context.emit(BILLS, "bill for " + value);
            if (value.equals("b")) {
                throw Reject.because("no");
            }
        });
        rig.append("a");
        rig.append("b");

        rig.settle();

        assertThat(bills(rig)).containsExactly("bill for a");
        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.count(Flow.DEAD)).isEqualTo(1);
    }

    @Test
    @Tag("P3")
    void lostReplyToACommit_emitsOnceAndCountsDone() {
        Rig rig = new Rig(options -> options, (value, context) -> context.emit(BILLS, value));
        rig.tap.loseReply("commit");
        rig.append("a");

        rig.advance(SECOND);

        assertThat(rig.tap.calls)
                .containsOnlyOnce("reader")
                .filteredOn("commit"::equals)
                .hasSize(2);
        assertThat(bills(rig)).containsExactly("a");
        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.count(Flow.SUPERSEDED)).isZero();
    }

    @Test
    @Tag("P2")
    void lostCallOfAnAck_isSentAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.tap.loseCall("ack").loseReply("ack");
        rig.append("a");

        rig.advance(SECOND);

        assertThat(rig.pending()).isZero();
        assertThat(rig.count(Flow.DONE)).isEqualTo(1);
        assertThat(rig.handled).containsExactly("a");
    }

    @Test
    @Tag("P3")
    void messageSettledBySomebodyElse_isSupersededWithoutEffects() {
        Rig rig = new Rig(options -> options, (value, context) -> context.emit(BILLS, value));
        MessageId id = rig.append("a");
        rig.step();
        rig.server.ack(Rig.GROUP, List.of(id)).join();

        rig.settle();

        assertThat(bills(rig)).isEmpty();
        assertThat(rig.count(Flow.SUPERSEDED)).isEqualTo(1);
        assertThat(rig.count(Flow.DONE)).isZero();
        assertThat(rig.subscription.counts().balanced()).isTrue();
    }

    @Test
    void effectThatTheServerWillNotDo_failsItsOwnMessageOnly() {
        Rig rig = new Rig(
                options -> options.onError(
                        options.onError().backoff(Backoff.fixed(SECOND)).maxAttempts(2)),
                (value, context) -> context.emit(EventStream.of(value, Codec.utf8()), value));
        rig.server.keyspace(keys -> {
            keys.putString("taken", new byte[] {1});
            return true;
        });
        rig.append("taken");
        rig.append("bills");

        rig.advance(SECOND.multipliedBy(3));

        assertThat(bills(rig)).containsExactly("bills");
        assertThat(rig.count(Flow.PARKED)).isEqualTo(1);
        assertThat(rig.deadLetters().list(9)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("EXHAUSTED");
            assertThat(letter.error()).contains("HR-1101");
        });
    }

    @Test
    void fullServer_delaysTheCommitAndChargesNoAttempt() {
        Rig rig = new Rig(options -> options, (value, context) -> context.emit(BILLS, value));
        BrokerException full = BrokerException.refused(ErrorCode.OUT_OF_MEMORY, "maxmemory", null);
        rig.tap.refuse("commit", ErrorCode.OUT_OF_MEMORY).answer("commit", List.of(Outcome.refused(full)));
        rig.append("a");

        rig.advance(SECOND);

        assertThat(bills(rig)).containsExactly("a");
        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.events).anyMatch(WorkerEvent.Trouble.class::isInstance);
        assertThat(rig.count(Flow.PARKED)).isZero();
    }

    @Test
    @Tag("P8")
    void undecodableMessage_isDeadWithoutBeingHandled() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.server.keyspace(keys -> keys.append("orders", List.of("user_id".getBytes(UTF_8), "1".getBytes(UTF_8))));
        rig.append("good");

        rig.settle();

        assertThat(rig.handled).containsExactly("good");
        assertThat(rig.deadLetters().list(9)).extracting(DeadLetter::reason).containsExactly("UNDECODABLE");
        assertThat(rig.pending()).isZero();
    }

    @Test
    @Tag("P8")
    void lostReplyToABurial_buriesOnce() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            throw Reject.because("no");
        });
        rig.tap.loseReply("bury");
        rig.append("a");

        rig.advance(SECOND);

        assertThat(rig.deadLetters().list(9)).hasSize(1);
        assertThat(rig.count(Flow.DEAD)).isEqualTo(1);
    }

    @Test
    @Tag("P9")
    void replayedMessage_keepsItsIdAndBeginsAtTheFirstAttempt() {
        List<Message<?>> seen = new ArrayList<>();
        Rig rig = new Rig(options -> options, (value, context) -> {
            seen.add(context.message());
            throw Reject.because("no");
        });
        MessageId id = rig.append("a");
        rig.settle();

        rig.replayFirst();
        rig.settle();

        assertThat(seen).hasSize(2).allSatisfy(message -> {
            assertThat(message.id()).isEqualTo(id);
            assertThat(message.value()).isEqualTo("a");
            assertThat(message.attempt()).isEqualTo(1);
        });
        assertThat(rig.deadLetters().list(9))
                .singleElement()
                .satisfies(letter -> assertThat(letter.generation()).isEqualTo(2));
        assertThat(rig.state().lane()).isZero();
    }

    @Test
    void messageWhoseBodyIsGone_isCountedLost() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            throw new IllegalStateException("try later");
        });
        MessageId id = rig.append("a");
        rig.step();
        rig.server.keyspace(keys -> keys.stream("orders").delete(id));

        rig.settle();

        assertThat(rig.count(Flow.LOST)).isEqualTo(1);
        assertThat(rig.state().lost()).isEqualTo(1);
        assertThat(rig.subscription.counts().balanced()).isTrue();
    }

    @Test
    @Tag("P9")
    void laneDuringABacklogOfSlowMessages_isRead() {
        AtomicReference<Rig> around = new AtomicReference<>();
        Rig rig = new Rig(options -> options.concurrency(1), (value, context) -> {
            around.get().time.advance(Duration.ofMillis(20));
            around.get().step();
            if (value.equals("dead") && around.get().count(Flow.DEAD) == 0) {
                throw Reject.because("no");
            }
        });
        around.set(rig);
        rig.append("dead");
        rig.settle();
        rig.append(0, 2000);
        rig.replayFirst();

        rig.step();
        rig.runThread(); // goes on while there is something to run

        assertThat(rig.handled.subList(1, rig.handled.size()).indexOf("dead")).isBetween(0, 100);
    }

    private static List<String> bills(Rig rig) {
        EntryBatch bills =
                rig.server.read("bills", MessageId.MIN, MessageId.MAX, 1000).join();
        return IntStream.range(0, bills.size())
                .mapToObj(entry -> bills.data(entry, Codec.utf8()::decode))
                .toList();
    }
}
