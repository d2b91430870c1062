package io.headrace.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Append;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Envelope;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
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
    private static final Duration LONG = Duration.ofMinutes(1);

    private final HeldBroker broker = new HeldBroker();
    private final Outlet outlet = new Outlet(broker.port(), MOMENT);

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
        Outlet patient = new Outlet(broker.port(), LONG);
        IntStream.range(0, CAPACITY).forEach(i -> patient.add(append("m" + i)));
        Thread sender = new Thread(() -> patient.add(append("late")));
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
        shared.replies().get(1).completeExceptionally(refusal);
        shared.answer();

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

    private CompletableFuture<MessageId> send(String name) {
        return outlet.add(append(name));
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
