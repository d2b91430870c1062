package io.headrace.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Envelope;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutletTest {
    private static final int CAPACITY = 10_000;
    private static final int CALLS = 4;
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final HeldBroker broker = new HeldBroker();
    private final ManualTime time = new ManualTime(0);
    private final Outlet outlet = new Outlet(broker.port(), Durability.memory(), time, time);

    @Test
    void sendToIdleOutlet_leavesAtOnce() {
        CompletableFuture<MessageId> reply = send("a");

        assertThat(sent(0)).containsExactly("a");
        assertThat(reply).isNotDone();

        broker.call(0).answer();
        assertThat(reply).isCompletedWithValue(new MessageId(1732, 0));
    }

    @Test
    void sendsWhileAllCallsAreUnderWay_shareTheNextOne() {
        List<CompletableFuture<MessageId>> replies = send(CALLS + 300);
        assertThat(broker.calls()).hasSize(CALLS);

        broker.call(0).answer();

        assertThat(broker.calls()).hasSize(CALLS + 1);
        assertThat(sent(CALLS)).hasSize(256).containsExactlyElementsOf(names(CALLS, CALLS + 256));
        assertThat(replies.get(0)).isDone();
        assertThat(replies.get(CALLS)).isNotDone();

        broker.answerAll();
        assertThat(replies).allSatisfy(reply -> assertThat(reply).isCompleted());
        assertThat(sent(CALLS + 1)).containsExactlyElementsOf(names(CALLS + 256, CALLS + 300));
    }

    @Test
    void fullBuffer_refusesAfterMaxBlockAndHasRoomAgainAfterAReply() {
        send(CAPACITY);
        long before = System.nanoTime();

        assertCode(() -> send("one too many"), ErrorCode.BUFFER_FULL);

        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
        broker.call(0).answer();
        assertThat(send("fits")).isNotDone();
        broker.answerAll();
        assertThat(allSent()).contains("fits").doesNotContain("one too many");
    }

    @Test
    void callerWaitingForRoom_goesOnWhenAReplyComes() throws InterruptedException {
        send(CAPACITY);
        Thread sender = new Thread(() -> outlet.add(Sending.plain(append("late")), LONG));
        sender.start();
        awaitBlocked(sender);

        broker.answerAll();

        sender.join();
        broker.answerAll();
        assertThat(allSent()).endsWith("late").hasSize(CAPACITY + 1);
    }

    @Test
    void interruptWhileWaitingForRoom_refusesAndStaysSet() {
        send(CAPACITY);

        Thread.currentThread().interrupt();

        assertCode(() -> send("x"), ErrorCode.BUFFER_FULL);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Tag("P1")
    void unansweredCall_leavesTheOutcomeUnknownAndIsNotRepeated() {
        CompletableFuture<MessageId> reply = send("a");

        broker.call(0).fail(BrokerException.unanswered("connection lost", null));

        assertThatThrownBy(reply::join)
                .cause()
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageStartingWith("HR-2004 ")
                .hasMessageContaining("\"orders\"")
                .hasCauseInstanceOf(BrokerException.class);
        assertThat(broker.calls()).hasSize(1);
    }

    @Test
    @Tag("P1")
    void failureOfAnyOtherKind_leavesTheOutcomeUnknown() {
        CompletableFuture<MessageId> reply = send("a");

        broker.call(0).fail(new IllegalStateException("bug in a driver"));

        assertThatThrownBy(reply::join).cause().isInstanceOf(OutcomeUnknown.class);
    }

    @Test
    void refusedAppend_failsAloneWithTheServersReason() {
        send(CALLS);
        List<CompletableFuture<MessageId>> replies = List.of(send("a"), send("b"), send("c"));
        broker.call(0).answer();
        BrokerException refusal = BrokerException.refused(ErrorCode.WRONG_TYPE, "holds a hash", null);

        HeldBroker.Call shared = broker.call(CALLS);
        shared.answer(new Appended.Done(MessageId.MIN), new Appended.Failed(refusal), new Appended.Done(MessageId.MAX));

        assertThat(replies.get(0)).isCompleted();
        assertThatThrownBy(() -> replies.get(1).join()).cause().isSameAs(refusal);
        assertThat(replies.get(2)).isCompleted();
    }

    @Test
    void failedCalls_giveTheirRoomBack() {
        send(CAPACITY);

        for (int i = 0; i < broker.calls().size(); i++) {
            broker.call(i).fail(BrokerException.unanswered("connection lost", null));
        }

        send(CAPACITY);
        broker.answerAll();
        assertThat(allSent()).hasSize(2 * CAPACITY);
    }

    @Test
    void callbackThatSends_doesNotDisturbTheSending() {
        List<CompletableFuture<MessageId>> echoes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String name = "echo" + i;
            send("m" + i).thenAccept(id -> echoes.add(send(name)));
        }

        broker.answerAll();

        assertThat(echoes).hasSize(1000).allSatisfy(echo -> assertThat(echo).isCompleted());
    }

    @Test
    void closedOutlet_takesNothing() {
        outlet.close(Duration.ZERO);

        assertCode(() -> send("x"), ErrorCode.CLOSED);
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void close_waitsUntilEverythingIsAnswered() throws InterruptedException {
        List<CompletableFuture<MessageId>> replies = send(CALLS + 2);
        Thread closer = new Thread(() -> outlet.close(LONG));
        closer.start();
        awaitBlocked(closer);

        IntStream.range(0, CALLS).forEach(i -> broker.call(i).answer());
        awaitBlocked(closer);
        assertThat(closer.isAlive()).isTrue();

        broker.answerAll();
        closer.join();
        assertThat(replies).allSatisfy(reply -> assertThat(reply).isCompleted());
    }

    @Test
    void close_givesUpWhenTimeIsUp() {
        CompletableFuture<MessageId> reply = send("a");

        outlet.close(MOMENT);

        assertThat(reply).isNotDone();
    }

    @Test
    void close_givesUpOnWhatHasNotLeft() {
        List<CompletableFuture<MessageId>> replies = send(CALLS + 1);

        outlet.close(MOMENT);

        assertFailed(replies.get(CALLS), ErrorCode.CLOSED);
        assertThat(broker.calls()).hasSize(CALLS);
    }

    @Test
    void fullOfBytes_refusesAndNamesBothNumbers() {
        Append half = append("x".repeat(Outlet.MAX_BYTES / 2));
        outlet.add(Sending.plain(half), MOMENT);

        assertThatThrownBy(() -> outlet.add(Sending.plain(half), MOMENT))
                .hasMessageStartingWith("HR-2005 ")
                .hasMessageContaining("10000 messages of 67108864 bytes");

        broker.answerAll();
        assertThat(outlet.add(Sending.plain(half), MOMENT)).isNotDone();
    }

    @Test
    void messageLargerThanTheBuffer_isRefusedAtOnce() {
        Append huge = append("x".repeat(Outlet.MAX_BYTES));

        assertCode(() -> outlet.add(Sending.plain(huge), LONG), ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void callbackThatFindsNoRoom_failsAtOnceInsteadOfHoldingUpTheReplies() {
        CompletableFuture<MessageId> first = send("a");
        send(CAPACITY - 1);
        CompletableFuture<MessageId> tooMuch = first.thenCompose(id -> {
            outlet.add(Sending.plain(append("fits")), LONG);
            return outlet.add(Sending.plain(append("too much")), LONG);
        });

        broker.call(0).answer();

        assertFailed(tooMuch, ErrorCode.BUFFER_FULL);
    }

    @Test
    @Tag("P1")
    void lessDurableThanAsked_failsWithTheId() {
        Outlet durable = new Outlet(broker.port(), Durability.replicated(2), time, time);
        CompletableFuture<MessageId> reply = durable.add(Sending.plain(append("a")), MOMENT);

        broker.call(0).answer(new Appended.Weaker(new MessageId(1732, 7), 1, null));

        assertThatThrownBy(reply::join)
                .hasCauseInstanceOf(NotDurable.class)
                .cause()
                .hasMessageStartingWith("HR-2006 ")
                .hasMessageContainingAll("1732-7", "\"orders\"", "1 of 2 replicas")
                .isInstanceOfSatisfying(NotDurable.class, failure -> {
                    assertThat(failure.id()).isEqualTo(new MessageId(1732, 7));
                    assertThat(failure.wanted()).isEqualTo(Durability.replicated(2));
                    assertThat(failure.reached()).isEqualTo(1);
                });
    }

    @Test
    @Tag("P1")
    void unansweredSendWithId_isRepeatedUntilItIsAnswered() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");

        for (int lost = 0; lost < 5; lost++) {
            broker.last().lose();
            assertThat(broker.calls()).hasSize(lost + 1);
            time.advance(Duration.ofSeconds(3));
            assertThat(broker.calls()).hasSize(lost + 2);
        }
        broker.last().answer();

        assertThat(reply).isCompletedWithValue(new MessageId(1732, 0));
        assertThat(broker.calls()).allSatisfy(call -> assertThat(call.ids()).containsExactly("A-1"));
    }

    @Test
    @Tag("P1")
    void sendWithIdUnansweredForHalfOfTheWindow_isGivenUpAsUnknown() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");

        broker.last().lose();
        while (!reply.isDone()) {
            time.advance(Duration.ofSeconds(3));
            broker.last().lose();
        }

        assertFailed(reply, ErrorCode.OUTCOME_UNKNOWN);
        assertThat(time.nanos()).isBetween(WINDOW.toNanos() / 2 - 3_000_000_000L, WINDOW.toNanos() / 2);
    }

    @Test
    @Tag("P1")
    void sendWithIdThatHadToWaitBeyondHalfOfTheWindow_isNotSentAgain() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");
        send(CALLS - 1);
        broker.call(0).lose();
        send("takes its place");

        time.advance(Duration.ofSeconds(3));
        time.advance(WINDOW.dividedBy(2));
        broker.answerAll();

        assertFailed(reply, ErrorCode.OUTCOME_UNKNOWN);
        assertThat(broker.calls()).hasSize(CALLS + 1);
    }

    @Test
    @Tag("P1")
    void sendWithIdRefusedAfterALostReply_mayHaveBeenAppended() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");
        broker.last().lose();
        time.advance(Duration.ofSeconds(3));

        broker.last().answer(refused(ErrorCode.OUT_OF_MEMORY));

        assertFailed(reply, ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void sendWithId_isRepeatedWhileTheServerIsNotReady_butNotWhenItIsRefused() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");
        broker.last().answer(refused(ErrorCode.NOT_READY));
        time.advance(Duration.ofSeconds(3));
        broker.last().answer(refused(ErrorCode.CONNECTION_LOST));
        time.advance(Duration.ofSeconds(3));

        broker.last().answer(refused(ErrorCode.OUT_OF_MEMORY));

        assertFailed(reply, ErrorCode.OUT_OF_MEMORY);
        assertThat(broker.calls()).hasSize(3);
    }

    @Test
    void sendWithoutId_isNotRepeatedWhileTheServerIsNotReady() {
        CompletableFuture<MessageId> reply = send("a");

        broker.last().answer(refused(ErrorCode.NOT_READY));
        time.advance(Duration.ofSeconds(3));

        assertFailed(reply, ErrorCode.NOT_READY);
        assertThat(broker.calls()).hasSize(1);
    }

    @Test
    void close_endsSendsThatRest() {
        CompletableFuture<MessageId> reply = sendOnce("A-1");
        broker.last().lose();

        outlet.close(MOMENT);

        assertFailed(reply, ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void plainAndRepeatableSends_leaveInTheirOrderInCallsOfTheirOwn() {
        send(CALLS);
        send("a");
        sendOnce("b");
        sendOnce("c");
        send("d");

        broker.answerAll();

        assertThat(allSent()).endsWith("a", "b", "c", "d");
        assertThat(sent(CALLS + 1)).containsExactly("b", "c");
    }

    private CompletableFuture<MessageId> send(String name) {
        return outlet.add(Sending.plain(append(name)), MOMENT);
    }

    private CompletableFuture<MessageId> sendOnce(String name) {
        return outlet.add(Sending.once(new AppendOnce(append(name), name, WINDOW)), MOMENT);
    }

    private static Appended refused(ErrorCode code) {
        return new Appended.Failed(BrokerException.refused(code, "not now", null));
    }

    private static void assertFailed(CompletableFuture<?> reply, ErrorCode code) {
        assertThatThrownBy(reply::join)
                .cause()
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private List<CompletableFuture<MessageId>> send(int count) {
        return names(0, count).stream().map(this::send).toList();
    }

    private List<String> sent(int call) {
        return broker.call(call).appends().stream()
                .map(append -> new String(append.fields().get(7), UTF_8))
                .toList();
    }

    private List<String> allSent() {
        return IntStream.range(0, broker.calls().size())
                .mapToObj(this::sent)
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    private static Append append(String name) {
        return new Append("orders", Envelope.of(null, 0, Map.of(), name.getBytes(UTF_8)));
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
