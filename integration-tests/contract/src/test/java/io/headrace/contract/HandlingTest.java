package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Order, batches, timeouts and pauses on a real server. */
class HandlingTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS =
            EventStream.of("orders", Codec.utf8()).keyedBy(order -> order.substring(0, order.indexOf('-')));
    private static final Duration SOON = Duration.ofMillis(20);
    private static final ErrorPolicy QUICK = ErrorPolicy.standard().backoff(Backoff.fixed(SOON));

    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    @Test
    @Tag("P13")
    void twentyKeysWithFailures_eachKeyIsHandledInOrderAndOneAtATime() {
        Map<String, List<Integer>> done = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger overlaps = new AtomicInteger();
        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, context) -> {
                            String key = order.substring(0, order.indexOf('-'));
                            int number = Integer.parseInt(order.substring(order.indexOf('-') + 1));
                            AtomicInteger ofKey = running.computeIfAbsent(key, first -> new AtomicInteger());
                            overlaps.addAndGet(ofKey.getAndIncrement());
                            try {
                                if (number % 7 == 3 && context.attempt() < 3) {
                                    throw new IllegalStateException("not yet");
                                }
                                done.computeIfAbsent(key, first -> Collections.synchronizedList(new ArrayList<>()))
                                        .add(number);
                            } finally {
                                ofKey.decrementAndGet();
                            }
                        },
                        options -> options.order(Order.KEY).concurrency(8).onError(QUICK))
                .start();

        for (int i = 0; i < 40; i++) {
            for (int key = 0; key < 20; key++) {
                headrace.sender(ORDERS).send("k" + key + "-" + i);
            }
        }
        await().until(() -> worker.counts("orders").of(Flow.DONE) == 800);
        worker.close();

        List<Integer> inOrder = IntStream.range(0, 40).boxed().toList();
        assertThat(done)
                .hasSize(20)
                .allSatisfy((key, numbers) -> assertThat(numbers).isEqualTo(inOrder));
        assertThat(overlaps).hasValue(0);
        assertThat(worker.counts("orders").of(Flow.PARKED)).isZero();
    }

    @Test
    @Tag("P2")
    void batchHandler_handlesAll_andTheReportedOneIsRetriedAlone() {
        AtomicInteger largest = new AtomicInteger();
        Map<String, Integer> calls = new ConcurrentHashMap<>();
        send(0, 100);
        Worker worker = headrace.worker("billing")
                .onBatch(
                        ORDERS,
                        (orders, context) -> {
                            largest.accumulateAndGet(orders.size(), Math::max);
                            orders.forEach(order -> {
                                calls.merge(order.value(), 1, Integer::sum);
                                if (order.value().equals("a-50") && order.attempt() == 1) {
                                    context.fail(order, new IllegalStateException("not yet"));
                                }
                            });
                        },
                        options -> options.batch(10, SOON).onError(QUICK))
                .start();

        await().until(() -> worker.counts("orders").of(Flow.DONE) == 100);

        assertThat(largest).hasValue(10);
        assertThat(calls).hasSize(100).containsEntry("a-50", 2);
        assertThat(calls.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(101);
    }

    @Test
    @Tag("P5")
    void handlerOverItsTimeout_isInterruptedAndTriedAgain() {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, context) -> {
                            if (context.attempt() == 1) {
                                new CountDownLatch(1).await();
                            }
                            handled.add(order);
                        },
                        options -> options.timeout(Duration.ofMillis(200)).onError(QUICK))
                .listener((stream, group, event) -> {
                    if (event instanceof WorkerEvent.Parked parked) {
                        failures.add(parked.failure());
                    }
                    throw new IllegalStateException("a listener that throws disturbs nobody");
                })
                .start();

        send(0, 1);
        await().until(() -> handled.contains("a-0"));

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(TimeoutException.class)
                        .hasCauseInstanceOf(InterruptedException.class));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("P6")
    void messageThatFailsForLongerThanMaxAge_isDeadLettered_thoughAttemptsAreLeft(Order order) {
        Duration maxAge = Duration.ofMillis(300);
        DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");
        headrace.worker("billing")
                .on(
                        ORDERS,
                        (value, context) -> {
                            if (value.equals("a-0")) {
                                throw new IllegalStateException("still down");
                            }
                            handled.add(value);
                        },
                        options -> options.order(order)
                                .onError(QUICK.maxAttempts(1_000).maxAge(maxAge)))
                .start();

        send(0, 2);
        await().until(() -> dead.size() == 1 && handled.contains("a-1"));

        DeadLetter<String> letter = dead.list(1).get(0);
        assertThat(letter.reason()).isEqualTo("EXPIRED");
        assertThat(letter.value()).isEqualTo("a-0");
        assertThat(letter.provenance().attempts()).isBetween(2, 1 + (int) maxAge.dividedBy(SOON));
        assertThat(letter.id().millis() - letter.provenance().firstFailedAt())
                .isGreaterThanOrEqualTo(maxAge.toMillis());
    }

    @Test
    @Tag("P2")
    void dependencyThatIsDown_pausesHandling_andNoAttemptIsCharged() {
        AtomicBoolean down = new AtomicBoolean(true);
        AtomicInteger mostAttempts = new AtomicInteger();
        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, context) -> {
                            mostAttempts.accumulateAndGet(context.attempt(), Math::max);
                            if (down.get()) {
                                throw new ConnectException("no database");
                            }
                        },
                        options -> options.onError(ErrorPolicy.standard()
                                .pauseOn(ConnectException.class, Backoff.fixed(Duration.ofMillis(100)))))
                .start();

        send(0, 50);
        await().until(() -> worker.health().status() == Health.Status.DEGRADED);
        Health paused = worker.health();
        down.set(false);
        await().until(() -> worker.counts("orders").of(Flow.DONE) == 50);

        assertThat(paused.reasons()).anySatisfy(reason -> assertThat(reason).contains("no database"));
        assertThat(mostAttempts).hasValue(1);
        assertThat(worker.health()).isEqualTo(Health.UP);
    }

    @Test
    @Tag("P4")
    void handlerThatNeverReturns_doesNotKeepCloseWaiting_andItsMessageGoesToTheNext() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Worker hanging = headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, (order, context) -> {
                    begun.countDown();
                    ignoreInterrupts(never);
                })
                .drainTimeout(Duration.ofMillis(200))
                .start();
        send(0, 1);
        await().until(() -> begun.getCount() == 0);

        long start = System.nanoTime();
        hanging.close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, (order, context) -> handled.add(order))
                .start();

        await().until(() -> handled.contains("a-0"));
        never.countDown();
        assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    /** As large as all that a worker holds by default: it passes alone, and those behind it follow. */
    @Test
    @Tag("P12")
    void messageOfSixtyFourMebibytes_isHandled() {
        REDIS.server().command("XADD", "large", "*", "data", "x".repeat(64 << 20));
        REDIS.server().command("XADD", "large", "*", "data", "small");
        Map<Integer, Integer> lengths = new ConcurrentHashMap<>();

        Worker worker = headrace.worker("billing")
                .on(
                        EventStream.of("large", Codec.bytes()),
                        (bytes, context) -> lengths.merge(bytes.length, 1, Integer::sum))
                .start();

        await().until(() -> worker.counts("large").of(Flow.DONE) == 2);
        assertThat(lengths).containsExactlyInAnyOrderEntriesOf(Map.of(64 << 20, 1, 5, 1));
    }

    private void send(int from, int to) {
        for (int i = from; i < to; i++) {
            headrace.sender(ORDERS).send("a-" + i).join();
        }
    }

    private static void ignoreInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                // as badly written handlers do
            }
        }
    }
}
