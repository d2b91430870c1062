package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Context;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerListener;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever users' code throws is that message's failure, and nobody else's. */
class HandlerErrorsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final EventStream<byte[]> RAW = EventStream.of("bills", Codec.bytes());
    private static final ErrorPolicy TWICE =
            ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(20))).maxAttempts(2);

    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    private DeadLetters<String> dead;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
        dead = headrace.deadLetters(ORDERS, "billing");
    }

    static Stream<Arguments> throwables() {
        return Stream.of(
                thrown("checked exception", () -> new Exception("no price"), "no price"),
                thrown("nothing to say", () -> new IllegalStateException((String) null), "null"),
                thrown("assertion", () -> new AssertionError("no price"), "no price"),
                thrown("out of memory", () -> new OutOfMemoryError("no price"), "no price"),
                thrown("stack overflow", StackOverflowError::new, "null"),
                thrown("interrupt", () -> new InterruptedException("no price"), "no price"),
                thrown("mute", Mute::new, Mute.class.getName()),
                thrown("mute cause", () -> new IllegalStateException("no price", new Mute()), "no price"),
                thrown("half a character", () -> new IllegalStateException("no \ud83d price"), "no ? price"),
                thrown("a million words", () -> new IllegalStateException("no ".repeat(1_000_000)), "no no no"),
                thrown("its own cause", HandlerErrorsTest::circular, "no price"),
                thrown("a wait of no length", () -> Retry.after(null), "delay"),
                thrown("a wait into the past", () -> Retry.after(Duration.ofSeconds(-5)), "retry after PT-5S"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throwables")
    @Tag("P2")
    @Tag("P6")
    void anythingThrown_isRetriedThenDeadLettered_andTheWorkerLives(
            String what, Supplier<Throwable> failure, String error) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Worker worker = start((order, ctx) -> {
            if (order.equals("bad")) {
                attempts.incrementAndGet();
                Mute.throwAny(failure.get());
            }
            handled.add(order);
        });

        send("before", "bad", "after");
        await().until(() -> dead.size() == 1 && handled.size() == 2);
        send("later");
        await().until(() -> handled.contains("later"));
        WorkerState state = worker.state();
        worker.close();

        DeadLetter<String> letter = dead.list(1).get(0);
        assertThat(state).isEqualTo(WorkerState.RUNNING);
        assertThat(attempts).hasValue(2);
        assertThat(letter.value()).isEqualTo("bad");
        assertThat(letter.reason()).isEqualTo("EXHAUSTED");
        assertThat(letter.error()).startsWith(error).hasSizeLessThanOrEqualTo(1024);
        assertThat(letter.provenance().stack()).hasSizeLessThanOrEqualTo(8 * 1024);
        assertThat(worker.counts("orders").of(Flow.PARKED)).isEqualTo(1);
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    @Tag("P12")
    void endlessWait_parksTheMessage_andTheWorkerLives() throws Exception {
        Worker worker = start((order, ctx) -> {
            if (order.equals("bad")) {
                throw Retry.after(Duration.ofSeconds(Long.MAX_VALUE));
            }
            handled.add(order);
        });

        send("bad");
        await().until(() -> worker.counts("orders").of(Flow.PARKED) == 1);
        send("good");
        await().until(() -> handled.contains("good"));
        worker.close();

        assertThat(REDIS.server().command("ZCARD", "hr:{orders}:billing:due")).isEqualTo(1L);
        assertThat(worker.counts("orders").of(Flow.CLAIMED)).isZero();
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    @Tag("P3")
    void valueThatCannotBeEmitted_isTheMessagesFailure_andNothingIsEmitted() throws Exception {
        Worker worker = start((order, ctx) -> {
            ctx.emit(BILLS, "bill for " + order);
            if (order.equals("bad")) {
                ctx.emit(RAW, null);
            }
        });

        send("good", "bad", "also good");
        await().until(() -> dead.size() == 1 && worker.counts("orders").of(Flow.DONE) == 2);
        worker.close();

        assertThat(dead.list(1)).extracting(DeadLetter::value).containsExactly("bad");
        assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(2L);
    }

    static Stream<Arguments> listeners() {
        return Stream.of(
                Arguments.of("exception", (Supplier<Throwable>) () -> new IllegalStateException("broken")),
                Arguments.of("error", (Supplier<Throwable>) () -> new AssertionError("broken")),
                Arguments.of("mute", (Supplier<Throwable>) Mute::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listeners")
    void listenerThatThrows_disturbsNobody(String what, Supplier<Throwable> failure) throws Exception {
        EventLog log = new EventLog();
        WorkerListener broken = (stream, group, event) -> Mute.throwAny(failure.get());
        Worker worker = headrace.worker("billing")
                .on(ORDERS, this::failOnBad, options -> options.onError(TWICE))
                .listener(broken)
                .listener(log)
                .start();

        send("good", "bad");
        await().until(() -> handled.contains("good") && dead.size() == 1);
        WorkerState state = worker.state();
        worker.close();

        assertThat(state).isEqualTo(WorkerState.RUNNING);
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(log.deadLettered()).hasSize(1);
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "bad"})
    void contextUsedAfterTheHandlerEnded_isRefused(String order) throws Exception {
        AtomicReference<Context> kept = new AtomicReference<>();
        Worker worker = start((value, ctx) -> {
            kept.set(ctx);
            failOnBad(value, ctx);
        });
        send(order);
        await().until(() ->
                worker.counts("orders").of(Flow.DONE) + worker.counts("orders").of(Flow.DEAD) == 1);

        HeadraceException refusal =
                catchThrowableOfType(HeadraceException.class, () -> kept.get().emit(BILLS, "late"));
        worker.close();

        assertThat(refusal.code()).isEqualTo(ErrorCode.CONTEXT_CLOSED);
        assertThat(refusal).hasMessageStartingWith("HR-3004 emit to \"bills\" after the handler of ");
        assertThat(kept.get().message().value()).isEqualTo(order);
        assertThat(REDIS.server().command("EXISTS", "bills")).isEqualTo(0L);
    }

    @Test
    void handlerThatLeavesItsThreadInterrupted_doesNotDisturbTheNext() throws Exception {
        Set<String> interrupted = ConcurrentHashMap.newKeySet();
        headrace.worker("billing").on(ORDERS, (order, ctx) -> {}).start().close();
        send(IntStream.range(0, 200).mapToObj(Integer::toString).toArray(String[]::new));

        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> {
                            if (Thread.currentThread().isInterrupted()) {
                                interrupted.add(order);
                            }
                            handled.add(order);
                            Thread.currentThread().interrupt();
                        },
                        options -> options.concurrency(1))
                .start();
        await().until(() -> handled.size() == 200);
        worker.close();

        assertThat(interrupted).isEmpty();
        assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(200);
    }

    @Test
    @Tag("P2")
    void manyFailingAmongMany_everyOneIsSettledOnItsOwn() throws Exception {
        Worker worker = start(this::failOnBad);

        List<String> orders = IntStream.range(0, 1_000)
                .mapToObj(i -> i % 7 == 0 ? "bad" + i : "good" + i)
                .toList();
        send(orders.toArray(String[]::new));
        await().until(() -> worker.counts("orders").of(Flow.DONE) + dead.size() == 1_000);
        worker.close();

        Map<Boolean, List<String>> byKind =
                orders.stream().collect(Collectors.partitioningBy(o -> o.startsWith("bad")));
        assertThat(dead.list(1_000))
                .extracting(DeadLetter::value)
                .containsExactlyInAnyOrderElementsOf(byKind.get(true));
        assertThat(handled).containsExactlyInAnyOrderElementsOf(byKind.get(false));
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    private Worker start(Handler<String> handler) {
        return headrace.worker("billing")
                .on(ORDERS, handler, options -> options.onError(TWICE))
                .start();
    }

    private void failOnBad(String order, Context context) {
        if (order.startsWith("bad")) {
            throw new IllegalStateException("no price");
        }
        handled.add(order);
    }

    private void send(String... orders) throws Exception {
        for (var reply : Stream.of(orders).map(headrace.sender(ORDERS)::send).toList()) {
            reply.get();
        }
    }

    private static Arguments thrown(String what, Supplier<Throwable> failure, String error) {
        return Arguments.of(what, failure, error);
    }

    private static Throwable circular() {
        IllegalStateException failure = new IllegalStateException("no price");
        failure.initCause(new IllegalStateException("because", failure));
        return failure;
    }
}
