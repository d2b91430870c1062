package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Attempts;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.codec.Codec;
import io.headrace.engine.Runner.Interrupt;
import io.headrace.error.DecodeException;
import io.headrace.error.HeadraceException;
import io.headrace.handler.BatchContext;
import io.headrace.handler.BatchHandler;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.retry.Reject;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchTest {
    /** A drain sets in while the batch is with its handler: none of it is done before the handler has returned. */
    @Test
    @Tag("P2")
    void drainWhileABatchRuns_acksNothingOfItEarly() {
        Slice batch = new Slice(Deliveries.fresh(0, 3).toArray(Delivery[]::new), true);
        assertThat(batch.take()).isZero();

        assertThat(batch.cut()).isEmpty();

        assertThat(batch.handledBeforeTheLast()).isEmpty();
        assertThat(batch.handled(3)).hasSize(3);
    }

    private static final EventStream<Integer> NUMBERS = EventStream.of("numbers", Codec.json(Integer.class));
    private static final long LINGER = Duration.ofMillis(50).toNanos();

    private final List<List<Integer>> batches = new ArrayList<>();
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final ManualTime time = new ManualTime(0);
    private final Inbox inbox = new Inbox();
    private final List<Delivery> finished = new ArrayList<>();
    private final List<Delivery> unstarted = new ArrayList<>();
    private BatchHandler<Integer> handler = (messages, context) -> {};

    @Test
    void fullBatch_isHandedOutAtOnce() {
        Runners runners = runners(3, Duration.ofMillis(50));
        add(runners, "1", "2", "3", "4");

        assertThat(runners.step(0)).isEqualTo(3);
        runThreads();

        assertThat(batches).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void batchThatIsNotFull_waitsForItsLingerAndNoLonger() {
        Runners runners = runners(3, Duration.ofMillis(50));
        add(runners, "1");
        assertThat(runners.step(100)).isZero();
        assertThat(runners.deadlineNanos()).isEqualTo(100 + LINGER);
        add(runners, "2");
        assertThat(runners.step(100 + LINGER - 1)).isZero();
        assertThat(threads).isEmpty();

        assertThat(runners.step(100 + LINGER)).isEqualTo(2);
        runThreads();

        assertThat(batches).containsExactly(List.of(1, 2));
        assertThat(runners.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void linger_beginsAnewForTheNextBatch() {
        Runners runners = runners(2, Duration.ofMillis(50));
        add(runners, "1", "2", "3");

        assertThat(runners.step(100)).isEqualTo(2);

        assertThat(runners.deadlineNanos()).isEqualTo(100 + LINGER);
    }

    @Test
    void withoutLinger_aBatchIsWhatThereIs() {
        Runners runners = runners(100, Duration.ZERO);
        add(runners, "1", "2");

        runners.step(0);
        runThreads();

        assertThat(batches).containsExactly(List.of(1, 2));
    }

    @Test
    @Tag("P2")
    void reportedMessage_failsAlone() {
        Exception broken = new Exception("broken");
        handler = (messages, context) -> context.fail(messages.get(1), broken);

        Delivery[] batch = run("1", "2", "3");

        assertThat(failures(batch)).containsExactly(null, broken, null);
    }

    @Test
    @Tag("P2")
    void throwingHandler_failsAll_andReportedOnesWithTheirOwnCause() {
        Exception own = new Exception("own");
        RuntimeException thrown = new RuntimeException("all");
        handler = (messages, context) -> {
            context.fail(messages.get(0), own);
            throw thrown;
        };

        assertThat(failures(run("1", "2", "3"))).containsExactly(own, thrown, thrown);
    }

    @Test
    @Tag("P2")
    void timeout_failsAll_butReportedOnesWithTheirOwnCause() {
        Reject own = Reject.because("own");

        Delivery[] batch = interruptedAfter(Interrupt.TIMEOUT, own, "1", "2", "x");

        assertThat(finished).containsExactly(batch);
        assertThat(batch[0].failure()).isSameAs(own);
        assertThat(batch[1].failure()).isInstanceOf(TimeoutException.class).hasRootCauseMessage("stopped");
        assertThat(batch[2].failure()).isInstanceOf(DecodeException.class);
    }

    @Test
    @Tag("P4")
    void interruptOfADrain_givesAllBack_butReportedOnes() {
        Exception own = new Exception("own");

        Delivery[] batch = interruptedAfter(Interrupt.DRAIN, own, "1", "2", "x");

        assertThat(finished).containsExactly(batch[0], batch[2]);
        assertThat(batch[0].failure()).isSameAs(own);
        assertThat(unstarted).containsExactly(batch[1]);
    }

    @Test
    @Tag("P4")
    void interruptThatIsReported_isTheInterruptAllTheSame() {
        Delivery[] batch = interruptedAfter(Interrupt.DRAIN, new InterruptedException(), "1", "2");

        assertThat(finished).isEmpty();
        assertThat(unstarted).containsExactly(batch);
    }

    @Test
    void undecodableMessage_failsAlone_andIsNotInTheBatch() {
        Delivery[] batch = run("1", "x", "3");

        assertThat(batches).containsExactly(List.of(1, 3));
        assertThat(batch[1].failure()).isInstanceOf(DecodeException.class);
        assertThat(batch[0].failure()).isNull();
        assertThat(batch[2].failure()).isNull();
    }

    @Test
    void batchOfUndecodableMessages_isNoCall() {
        run("x", "y");

        assertThat(batches).isEmpty();
    }

    @Test
    @Tag("P3")
    void effects_belongToTheirMessage_andThoseOfAFailedOneAreDropped() {
        handler = (messages, context) -> {
            messages.forEach(each -> context.emit(each, NUMBERS, 10 * each.value()));
            context.emit(messages.get(2), NUMBERS, 0);
            context.fail(messages.get(1), new Exception("broken"));
        };

        Delivery[] batch = run("1", "2", "3");

        assertThat(batch[0].effects()).hasSize(1);
        assertThat(batch[1].effects()).isEmpty();
        assertThat(batch[2].effects()).hasSize(2);
    }

    @Test
    @Tag("P3")
    void context_isClosedAfterTheHandlerReturned() {
        AtomicReference<BatchContext> kept = new AtomicReference<>();
        AtomicReference<Message<Integer>> message = new AtomicReference<>();
        handler = (messages, context) -> {
            kept.set(context);
            message.set(messages.get(0));
        };
        Delivery[] batch = run("1");

        assertThatThrownBy(() -> kept.get().emit(message.get(), NUMBERS, 1)).isInstanceOf(HeadraceException.class);
        assertThatThrownBy(() -> kept.get().fail(message.get(), new Exception("late")))
                .isInstanceOf(HeadraceException.class);

        assertThat(batch[0].failure()).isNull();
    }

    @Test
    void foreignMessage_isRefused() {
        Message<Integer> foreign = new Message<>("numbers", new MessageId(9, 9), null, 1, Instant.EPOCH, Map.of(), 1);
        handler = (messages, context) -> context.fail(foreign, new Exception("whose?"));

        Delivery[] batch = run("1");

        assertThat(batch[0].failure()).isInstanceOf(HeadraceException.class).hasMessageContaining("not of this batch");
    }

    @Test
    void list_cannotBeChanged() {
        handler = (messages, context) -> messages.remove(0);

        assertThat(run("1")[0].failure()).isInstanceOf(UnsupportedOperationException.class);
    }

    /** A batch whose handler reports the first message, is interrupted by us and stops. */
    private Delivery[] interruptedAfter(Interrupt why, Throwable reported, String... data) {
        Runners runners = runners(data.length, Duration.ofMillis(50));
        handler = (messages, context) -> {
            context.fail(messages.get(0), reported);
            Runner runner = runners.active().get(0);
            runner.watch(0);
            assertThat(runner.interrupt(why)).isTrue();
            throw new IllegalStateException("stopped");
        };
        Delivery[] batch = deliveries(data);
        List.of(batch).forEach(runners::add);

        runners.step(0);
        runThreads();
        inbox.drain();

        return batch;
    }

    private Delivery[] run(String... data) {
        Delivery[] batch = deliveries(data);
        assertThat(invocation().run(batch, 0, new ArrayList<>())).isEqualTo(data.length);
        return batch;
    }

    private Invocation invocation() {
        return Invocation.ofBatches(NUMBERS, (messages, context) -> {
            batches.add(messages.stream().map(Message::value).toList());
            handler.handle(messages, context);
        });
    }

    private Runners runners(int size, Duration linger) {
        return new Runners(
                threads::add,
                HandlerOptions.DEFAULTS.batch(size, linger),
                invocation(),
                inbox,
                time,
                finished::add,
                unstarted::add);
    }

    private static void add(Runners runners, String... data) {
        List.of(deliveries(data)).forEach(runners::add);
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    private static List<Throwable> failures(Delivery[] batch) {
        List<Throwable> failures = new ArrayList<>();
        for (Delivery each : batch) {
            failures.add(each.failure());
        }
        return failures;
    }

    private static Delivery[] deliveries(String... data) {
        Delivery[] deliveries = new Delivery[data.length];
        for (int i = 0; i < data.length; i++) {
            EntryBatch entry = EntryBatch.of(
                    new MessageId(1, i + 1),
                    Envelope.of(null, 0, Map.of(), data[i].getBytes(UTF_8)).fields());
            deliveries[i] = new Delivery("hr-anne", Source.STREAM, 1, Attempts.NONE, entry, 0);
        }
        return deliveries;
    }
}
