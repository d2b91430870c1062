package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.WorkerBuilder;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How workers begin, end and take over from each other. */
class WorkerLifeTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> RETURNS = EventStream.of("returns", Codec.utf8());

    private final MetricRegistry metrics = new MetricRegistry();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri(), options -> options.metrics(metrics));
    }

    @Test
    @Tag("P4")
    @Tag("P12")
    void close_letsRunningHandlersFinish_andHandsTheRestToTheNextWorker() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        sendAll(ORDERS, 3_000);
        Worker first = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> {
                            count(order, ctx.attempt());
                            if (calls.get() > 1_000) {
                                running.incrementAndGet();
                                goOn.await();
                            }
                        },
                        options -> options.concurrency(4))
                .start();
        await().until(() -> running.get() == 4 && first.counts("orders").inFlight() > 4);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(first::close);
        await().until(() -> first.state() == WorkerState.DRAINING);
        int begun = calls.get();
        goOn.countDown();
        closing.join();
        List<?> consumers = consumers();
        Worker second = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> count(order, ctx.attempt()))
                .start();
        await().atMost(Duration.ofSeconds(3)).until(() -> attempts.size() == 3_000);
        second.close();

        assertThat(first.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(first.counts("orders").of(Flow.DONE)).isEqualTo(begun);
        assertThat(first.counts("orders").of(Flow.RELEASED)).isPositive();
        assertThat(first.counts("orders").balanced()).isTrue();
        assertThat(consumers).asString().contains("~free").doesNotContain(first.name());
        assertThat(second.counts("orders").of(Flow.CLAIMED))
                .isEqualTo(first.counts("orders").of(Flow.RELEASED));
        assertThat(attempts.values()).containsOnly(1);
        assertThat(calls).hasValue(3_000);
        assertThat(pending()).isZero();
        assertThat(consumers()).asString().doesNotContain(second.name());
    }

    @Test
    @Tag("P2")
    void handlerThatIgnoresInterrupts_doesNotHoldUpClose_andItsMessageStaysPending() throws Exception {
        AtomicBoolean mayEnd = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Worker first = headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, (order, ctx) -> {
                    count(order, ctx.attempt());
                    while (!mayEnd.get()) {
                        Thread.onSpinWait();
                    }
                    ended.countDown();
                })
                .drainTimeout(Duration.ofMillis(300))
                .start();
        sendAll(ORDERS, 1);
        await().until(() -> calls.get() == 1);

        long start = System.nanoTime();
        List<String> log;
        try (LogCapture capture = new LogCapture()) {
            first.close();
            log = capture.messages();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        mayEnd.set(true);
        ended.await();
        long pending = pending();
        Worker second = headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, (order, ctx) -> count(order, ctx.attempt()))
                .start();
        await().until(() -> calls.get() == 2 && second.counts("orders").of(Flow.DONE) == 1);
        second.close();

        assertThat(took).isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
        assertThat(log)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("HR-3008 ")
                        .contains("1 messages in hand")
                        .contains("they stay pending"));
        assertThat(pending).isEqualTo(1);
        assertThat(first.counts("orders").inFlight()).isEqualTo(1);
        assertThat(second.counts("orders").of(Flow.CLAIMED)).isEqualTo(1);
        assertThat(pending()).isZero();
    }

    @Test
    @Tag("P2")
    void workerAfterACrashedOne_takesOverItsList_andHandlesEachOnce() {
        headrace.worker("billing").on(ORDERS, (order, ctx) -> {}).start().close();
        sendAll(ORDERS, 500);
        REDIS.server()
                .command("XREADGROUP", "GROUP", "billing", "hr-clerk-1", "COUNT", "300", "STREAMS", "orders", ">");

        Worker worker = headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, (order, ctx) -> count(order, ctx.attempt()))
                .start();
        await().until(() -> worker.counts("orders").of(Flow.DONE) == 500);
        worker.close();

        assertThat(calls).hasValue(500);
        assertThat(attempts).hasSize(500).containsValue(1).doesNotContainValue(2);
        assertThat(worker.counts("orders").of(Flow.CLAIMED)).isEqualTo(300);
        assertThat(worker.counts("orders").of(Flow.FETCHED)).isEqualTo(200);
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
    }

    @Test
    @Tag("P14")
    void metersOfTheGivenRegistry_countWhatTheWorkerDid() {
        ErrorPolicy twice = ErrorPolicy.standard()
                .backoff(Backoff.fixed(Duration.ofMillis(20)))
                .maxAttempts(2);
        sendAll(ORDERS, 10);

        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> {
                            if (order.endsWith("7")) {
                                throw new IllegalStateException("no price");
                            }
                        },
                        options -> options.onError(twice))
                .start();
        await().until(() -> meter("done") == 9 && meter("dead") == 1);
        worker.close();

        assertThat(meter("fetched")).isEqualTo(10);
        assertThat(meter("parked")).isEqualTo(1);
        assertThat(meter("claimed")).isEqualTo(1);
        assertThat(meter("trouble")).isZero();
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    void twoHandlersOfOneWorker_eachHandleTheirStream() {
        Set<String> returned = ConcurrentHashMap.newKeySet();
        sendAll(ORDERS, 100);
        sendAll(RETURNS, 50);

        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> count(order, ctx.attempt()))
                .on(RETURNS, (back, ctx) -> returned.add(back))
                .start();
        await().until(() -> attempts.size() == 100 && returned.size() == 50);
        WorkerState running = worker.state();
        headrace.close();

        assertThat(running).isEqualTo(WorkerState.RUNNING);
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(100);
        assertThat(worker.counts("returns").of(Flow.DONE)).isEqualTo(50);
        assertThatThrownBy(() -> worker.counts("bills"))
                .hasMessageStartingWith("HR-1004 ")
                .hasMessageContaining("bills");
    }

    @Test
    void workerThatMakesNoSense_isRefused() {
        WorkerBuilder builder = headrace.worker("billing").on(ORDERS, (order, ctx) -> {});

        assertThatThrownBy(() -> builder.on(ORDERS, (order, ctx) -> {}))
                .hasMessageStartingWith("HR-1004 ")
                .hasMessageContaining("has a handler for \"orders\" already");
        assertThatThrownBy(() -> headrace.worker("billing").start())
                .hasMessageStartingWith("HR-1004 ")
                .hasMessageContaining("has no handler");
        assertThatThrownBy(() -> builder.on(RETURNS, (back, ctx) -> {}, options -> options.concurrency(0)))
                .hasMessageStartingWith("HR-1004 concurrency is 0");

        assertThat(REDIS.server().command("KEYS", "*")).asString().isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "groups", "dedup", "a:b", "a b", "~free", "{a}", "größe", "a\nb"})
    void badGroupName_isRefused(String name) {
        assertThatThrownBy(() -> headrace.worker(name))
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_NAME))
                .hasMessageStartingWith("HR-1003 Bad group name \"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "a{b}{c}", "{a", "}a{", "a{}"})
    void badStreamName_isRefused(String name) {
        assertThatThrownBy(() -> EventStream.of(name, Codec.utf8())).hasMessageStartingWith("HR-1003 Bad stream name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~retry", "~free", "a b", "a/b"})
    void badWorkerName_isRefused(String name) {
        assertThatThrownBy(() -> headrace.worker("billing").name(name))
                .hasMessageStartingWith("HR-1003 Bad worker name");
    }

    private void count(String order, int attempt) {
        calls.incrementAndGet();
        attempts.merge(order, attempt, Math::max);
    }

    private void sendAll(EventStream<String> stream, int count) {
        IntStream.range(0, count)
                .mapToObj(i -> headrace.sender(stream).send(stream.name() + i))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private long meter(String flow) {
        return metrics.meter("headrace.orders.billing." + flow).getCount();
    }

    private static long pending() {
        return (long) ((List<?>) REDIS.server().command("XPENDING", "orders", "billing")).get(0);
    }

    private static List<?> consumers() {
        return (List<?>) REDIS.server().command("XINFO", "CONSUMERS", "orders", "billing");
    }
}
