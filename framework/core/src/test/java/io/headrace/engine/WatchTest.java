package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.error.DecodeException;
import io.headrace.handler.HandlerOptions;
import io.headrace.observe.WorkerEvent;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Handlers on a real thread, watched in manual time. */
@Tag("P5")
class WatchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final ManualTime time = new ManualTime(0);
    private final List<WorkerEvent> events = new ArrayList<>();
    private final Desk desk = Desks.on(time, (stream, group, event) -> events.add(event));
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Delivery> finished = new ArrayList<>();
    private final List<Delivery> unstarted = new ArrayList<>();
    private Watch watch;

    @AfterEach
    void endThread() throws InterruptedException {
        go.countDown();
        thread.shutdown();
        assertThat(thread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void exceededTimeout_interruptsAndFailsWithATimeoutAndItsCause() throws Exception {
        start(TIMEOUT, this::waitForGo);

        pass(TIMEOUT.minusMillis(1));
        assertThat(left.getCount()).isOne();
        pass(Duration.ofMillis(1));
        end();

        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).failure())
                .isInstanceOf(TimeoutException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void handlerThatReturnsAllTheSame_hasHandledItsMessage() throws Exception {
        start(TIMEOUT, delivery -> {
            try {
                waitForGo(delivery);
            } catch (IllegalStateException interrupted) {
                delivery.succeeded(List.of());
            }
        });

        pass(TIMEOUT);
        end();

        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).failure()).isNull();
    }

    @Test
    void undecodableMessage_staysSoThoughItsBatchWasInterrupted() throws Exception {
        start(TIMEOUT, delivery -> {
            try {
                waitForGo(delivery);
            } catch (IllegalStateException interrupted) {
                throw new DecodeException("no number", interrupted);
            }
        });

        pass(TIMEOUT);
        end();

        assertThat(finished.get(0).failure()).isInstanceOf(DecodeException.class);
    }

    @Test
    void handlerThatIgnoresInterrupts_isReportedOnceAsStuck_untilItReturns() throws Exception {
        start(TIMEOUT, delivery -> {
            boolean waiting = true;
            while (waiting) {
                try {
                    go.await();
                    waiting = false;
                } catch (InterruptedException ignored) {
                    // as badly written handlers do
                }
            }
        });

        pass(Duration.ofSeconds(59));
        assertThat(desk.vitals().stuck()).isZero();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(60));
        assertThat(desk.vitals().stuck()).isOne();
        assertThat(desk.vitals().health(time.nanos(), null).reasons())
                .anySatisfy(reason -> assertThat(reason).startsWith("All 1 handlers"));
        go.countDown();
        end();

        pass(Duration.ofSeconds(1));
        assertThat(desk.vitals().stuck()).isZero();
        assertThat(events).filteredOn(WorkerEvent.Stuck.class::isInstance).hasSize(1);
        assertThat(finished).hasSize(1);
        assertThat(finished.get(0).failure()).isNull();
    }

    @Test
    void withoutATimeout_nothingIsInterrupted() throws Exception {
        start(Duration.ZERO, this::waitForGo);

        pass(Duration.ofHours(1));
        assertThat(desk.vitals().stuck()).isOne();
        go.countDown();
        end();

        assertThat(finished.get(0).failure()).isNull();
    }

    @Test
    @Tag("P4")
    void interruptAtTheEndOfADrain_abandonsTheMessage() throws Exception {
        start(TIMEOUT, this::waitForGo);

        assertThat(watch.interruptAll(time.nanos())).isTrue();
        end();

        assertThat(finished).isEmpty();
        assertThat(unstarted).hasSize(1);
    }

    private void start(Duration timeout, Consumer<Delivery> handler) throws InterruptedException {
        HandlerOptions options = HandlerOptions.DEFAULTS.concurrency(1).timeout(timeout);
        Runners runners = new Runners(
                task -> thread.execute(() -> {
                    task.run();
                    left.countDown();
                }),
                options,
                Invocations.each(delivery -> {
                    entered.countDown();
                    try {
                        handler.accept(delivery);
                    } catch (RuntimeException failure) {
                        delivery.failed(failure);
                    }
                }),
                desk.inbox(),
                time,
                finished::add,
                unstarted::add);
        watch = new Watch(desk, runners.active(), 1, timeout);
        runners.add(Deliveries.fresh(1));
        runners.step(0);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        watch.step(time.nanos());
    }

    /** Looks whenever it is time to. */
    private void pass(Duration duration) {
        long target = time.nanos() + duration.toNanos();
        while (watch.deadlineNanos() <= target) {
            time.advanceTo(watch.deadlineNanos());
            watch.step(time.nanos());
        }
        time.advanceTo(target);
        watch.step(time.nanos());
    }

    private void end() throws InterruptedException {
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        desk.inbox().drain();
    }

    private void waitForGo(Delivery delivery) {
        try {
            go.await();
        } catch (InterruptedException interrupt) {
            throw new IllegalStateException(interrupt);
        }
    }
}
