package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Broker;
import io.headrace.codec.Codec;
import io.headrace.handler.HandlerOptions;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.EventStream;
import io.headrace.message.Start;
import io.headrace.observe.WorkerState;
import io.headrace.send.Sender;
import io.headrace.send.SenderOptions;
import io.headrace.send.Senders;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread of a subscription, on the system's clock. */
@Timeout(60)
class AgentThreadTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    private final Timer timer = Timer.system("test-timer");
    private final InMemoryBroker broker = new InMemoryBroker(Ticker.system(), timer);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private final Sender<String> sender =
            new Senders(broker, Ticker.system(), timer).sender(ORDERS, SenderOptions.DEFAULTS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        timer.close();
    }

    @Test
    void sleepingThread_isWokenByWhatArrivesAndEndsWithTheDrain() throws InterruptedException {
        Semaphore handled = new Semaphore(0);
        Subscription subscription = subscription(broker, handled, threads);
        AgentThread agent = new AgentThread(subscription, "agent").start();

        for (int i = 0; i < 500; i++) {
            sender.send("m" + i); // one after another: sleeping a second each time would take minutes
            assertThat(handled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
        subscription.drain(Duration.ofSeconds(30));

        agent.ended().join();
        assertThat(subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(broker.inspect(Desks.GROUP).join().totalPending()).isZero();
    }

    @Test
    void errorInTheRuntime_failsLoudly() {
        Subscription subscription = subscription(broker, new Semaphore(0), task -> {
            throw new RejectedExecutionException("the pool was closed");
        });
        AgentThread agent = new AgentThread(subscription, "agent").start();

        sender.send("a");

        assertThatThrownBy(() -> agent.ended().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(subscription.state()).isEqualTo(WorkerState.FAILED);
        assertThat(broker.inspect(Desks.GROUP).join().totalPending()).isEqualTo(1);
    }

    @Test
    void brokerThatFailsOnTheWayOut_doesNotHideTheEnd() {
        Tap tap = new Tap(broker);
        tap.blowUp("held").blowUp("close");
        Subscription subscription = subscription(tap.port(), new Semaphore(0), threads);

        AgentThread agent = new AgentThread(subscription, "agent").start();

        assertThatThrownBy(() -> agent.ended().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    private Subscription subscription(Broker port, Semaphore handled, Executor executor) {
        broker.openGroup(Desks.GROUP, Start.earliest()).join();
        return Subscription.of(
                new Subscription.Setup(
                        Desks.GROUP,
                        () -> "hr-anne",
                        Duration.ofSeconds(10),
                        HandlerOptions.DEFAULTS,
                        Ticker.system(),
                        executor,
                        new SplittableRandom(1),
                        List.of()),
                port,
                ORDERS,
                (value, context) -> handled.release());
    }
}
