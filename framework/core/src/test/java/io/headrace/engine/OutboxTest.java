package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.observe.WorkerEvent;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final BrokerException lost = BrokerException.unanswered("connection lost", null);
    private final BrokerException refused = BrokerException.refused(ErrorCode.SERVER_REFUSED, "bad script", null);

    private record Answered(List<Integer> items, boolean repeated) {}

    private final ManualTime time = new ManualTime(0);
    private final List<WorkerEvent> events = new ArrayList<>();
    private final Desk desk = Desks.on(time, (stream, group, event) -> events.add(event));
    private final List<List<Integer>> calls = new ArrayList<>();
    private final List<CompletableFuture<String>> replies = new ArrayList<>();
    private boolean refusing;
    private final List<Answered> answers = new ArrayList<>();
    private final Outbox<Integer, String> outbox =
            new Outbox<>(desk, 8, 100, item -> item, item -> "anne", this::call, this::answered);

    @Test
    void whatIsAddedWhileACallIsUnderWay_formsTheNextCall() {
        add(1);
        step();
        add(2, 3);
        step();
        assertThat(calls).containsExactly(List.of(1));

        answer();
        assertThat(outbox.isEmpty()).isFalse();
        assertThat(step()).isEqualTo(2);

        assertThat(calls).containsExactly(List.of(1), List.of(2, 3));
        assertThat(answers).containsExactly(new Answered(List.of(1), false));
    }

    @Test
    void emptyOutbox_callsNobody() {
        assertThat(step()).isZero();

        assertThat(calls).isEmpty();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void itemLimit_boundsACall() {
        IntStream.range(0, 20).forEach(outbox::add);

        answerUntilEmpty();

        assertThat(calls).map(List::size).containsExactly(8, 8, 4);
        assertThat(calls.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void weightLimit_closesACallAsSoonAsItIsReached() {
        add(40, 60, 1, 500, 2, 99, 3);

        answerUntilEmpty();

        assertThat(calls).containsExactly(List.of(40, 60), List.of(1, 500), List.of(2, 99), List.of(3));
    }

    @Test
    void unansweredCall_isSentAgainAsItWas() {
        add(1, 2);
        step();
        add(3);

        fail(lost);
        assertThat(step()).isZero();
        advanceToDeadline();
        step();

        assertThat(calls).containsExactly(List.of(1, 2), List.of(1, 2));
        answer();
        assertThat(answers).containsExactly(new Answered(List.of(1, 2), true));
    }

    @Test
    void repetition_isOverWithItsAnswer() {
        add(1);
        step();
        fail(lost);
        advanceToDeadline();
        step();
        answer();

        add(2);
        step();
        answer();

        assertThat(answers).containsExactly(new Answered(List.of(1), true), new Answered(List.of(2), false));
    }

    @Test
    @Tag("P2")
    void refusedRepetition_isSplitAndItsPartsCountAsRepeated() {
        add(1, 2);
        step();
        fail(lost);
        advanceToDeadline();
        step();

        fail(refused);
        advanceToDeadline();
        answerUntilEmpty();

        assertThat(calls).containsExactly(List.of(1, 2), List.of(1, 2), List.of(2), List.of(1));
        assertThat(answers).containsExactly(new Answered(List.of(2), true), new Answered(List.of(1), true));
    }

    /** A script that fails at one message has carried out those before it. */
    @Test
    @Tag("P14")
    void partsOfARefusedBatch_countAsRepeated() {
        add(1, 2);
        step();

        fail(refused);
        advanceToDeadline();
        answerUntilEmpty();

        assertThat(answers).containsExactly(new Answered(List.of(2), true), new Answered(List.of(1), true));
    }

    @Test
    @Tag("P2")
    void badItem_doesNotHoldUpWhatIsAddedLater() {
        add(99);
        for (int i = 0; i < 20; i++) {
            if (step() > 0 && lastCall().contains(99)) {
                fail(refused);
                add(i);
            } else if (!replies.get(replies.size() - 1).isDone()) {
                answer();
            }
            time.advance(Duration.ofSeconds(2));
        }

        assertThat(answers)
                .hasSizeGreaterThan(5)
                .noneMatch(answered -> answered.items().contains(99));
    }

    @Test
    @Tag("P2")
    void refusedBatch_isSplitUntilTheBadItemIsAlone() {
        int bad = 5;
        IntStream.range(0, 8).forEach(outbox::add);

        for (int i = 0; i < 40; i++) {
            if (step() == 0) {
                advanceToDeadline();
            } else if (lastCall().contains(bad)) {
                fail(refused);
            } else {
                answer();
            }
        }

        assertThat(lastCall()).containsExactly(bad);
        assertThat(answers.stream().flatMap(answered -> answered.items().stream()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 6, 7);
        assertThat(outbox.isEmpty()).isFalse();
    }

    @Test
    void refusedItem_isSentAgainAfterAPause() {
        add(1, 2);
        refusing = true;
        step();
        answer();
        refusing = false;

        assertThat(step()).isZero();
        assertThat(outbox.deadlineNanos() - time.nanos()).isBetween(25_000_000L, 50_000_000L);
        advanceToDeadline();
        step();

        assertThat(calls).containsExactly(List.of(1, 2), List.of(1, 2));
        assertThat(events).containsExactly(new WorkerEvent.Trouble(refused));
    }

    @Test
    void failures_waitLongerEachTimeAndAreTold() {
        add(1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            step();
            fail(lost);
            waits.add(outbox.deadlineNanos() - time.nanos());
            advanceToDeadline();
        }

        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
        assertThat(waits.get(7)).isBetween(1_000_000_000L, 2_000_000_000L);
        assertThat(events).hasSize(8).containsOnly(new WorkerEvent.Trouble(lost));
    }

    @Test
    void deadline_isNoneWhileACallIsUnderWay() {
        add(1);
        step();
        fail(lost);
        advanceToDeadline();

        step();

        assertThat(outbox.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private void answered(List<Integer> items, String reply, boolean repeated) {
        if (refusing) {
            items.forEach(item -> outbox.addRefused(item, refused));
        } else {
            answers.add(new Answered(items, repeated));
        }
    }

    private CompletableFuture<String> call(List<Integer> items) {
        calls.add(List.copyOf(items));
        CompletableFuture<String> reply = new CompletableFuture<>();
        replies.add(reply);
        return reply;
    }

    private void add(Integer... items) {
        List.of(items).forEach(outbox::add);
    }

    private int step() {
        return outbox.step(time.nanos());
    }

    private void answer() {
        replies.get(replies.size() - 1).complete("ok");
        desk.inbox().drain();
    }

    private void fail(Throwable failure) {
        replies.get(replies.size() - 1).completeExceptionally(failure);
        desk.inbox().drain();
    }

    private void answerUntilEmpty() {
        while (step() > 0) {
            answer();
        }
    }

    private void advanceToDeadline() {
        assertThat(outbox.deadlineNanos()).isGreaterThan(time.nanos()).isLessThan(Long.MAX_VALUE);
        time.advanceTo(outbox.deadlineNanos());
    }

    private List<Integer> lastCall() {
        return calls.get(calls.size() - 1);
    }
}
