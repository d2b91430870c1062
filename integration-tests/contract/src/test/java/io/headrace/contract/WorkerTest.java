package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.message.EventStream;
import io.headrace.observe.Counts;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.headrace.send.Sender;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers on a real server, through the public API alone. */
class WorkerTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final ErrorPolicy TWICE =
            ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(20))).maxAttempts(2);

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    @Test
    @Tag("P2")
    @Tag("P14")
    void manyMessages_eachIsHandledOnce_andTheSumsMatch() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();
        sendAll(20_000);

        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> {
                    calls.incrementAndGet();
                    seen.add(order);
                })
                .start();
        await().until(() -> seen.size() == 20_000);
        worker.close();

        Counts counts = worker.counts("orders");
        assertThat(calls).hasValue(20_000);
        assertThat(counts.of(Flow.FETCHED)).isEqualTo(20_000);
        assertThat(counts.of(Flow.DONE)).isEqualTo(20_000);
        assertThat(counts.balanced()).isTrue();
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(REDIS.server().command("XPENDING", "orders", "billing").toString())
                .startsWith("[0");
    }

    @Test
    @Tag("P3")
    void emit_appendsOnceWithTheAck() {
        Set<String> bills = ConcurrentHashMap.newKeySet();
        sendAll(1_000);

        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> ctx.emit(BILLS, "bill for " + order))
                .start();
        Worker reader = headrace.worker("audit")
                .on(BILLS, (bill, ctx) -> bills.add(bill))
                .start();
        await().until(() -> bills.size() == 1_000);
        worker.close();
        reader.close();

        assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(1_000L);
    }

    @Test
    @Tag("P6")
    @Tag("P8")
    @Tag("P9")
    void failingMessage_isRetried_deadLettered_andReplayedAfterARepair() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> {
                            if (order.startsWith("bad")) {
                                attempts.incrementAndGet();
                                throw new IllegalStateException("no price for " + order);
                            }
                            handled.add(order);
                        },
                        options -> options.onError(TWICE))
                .start();
        DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");

        headrace.sender(ORDERS).send("bad apple").get();
        await().until(() -> dead.size() == 1);
        DeadLetter<String> letter = dead.list(10).get(0);
        boolean replayed = dead.replay(letter.id(), order -> order.replace("bad", "good"));
        await().until(() -> handled.contains("good apple"));
        worker.close();

        assertThat(attempts).hasValue(2);
        assertThat(letter.reason()).isEqualTo("EXHAUSTED");
        assertThat(letter.error()).isEqualTo("no price for bad apple");
        assertThat(letter.value()).isEqualTo("bad apple");
        assertThat(letter.provenance().attempts()).isEqualTo(2);
        assertThat(replayed).isTrue();
        assertThat(dead.replay(letter.id())).isFalse();
        assertThat(dead.size()).isZero();
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    void rejectedMessage_isDeadLetteredAtOnce() throws Exception {
        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> {
                    throw Reject.because("not ours");
                })
                .start();
        DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");

        headrace.sender(ORDERS).send("x").get();
        await().until(() -> dead.size() == 1);
        worker.close();

        assertThat(dead.list(1)).first().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("REJECTED");
            assertThat(letter.error()).isEqualTo("not ours");
            assertThat(letter.provenance().attempts()).isEqualTo(1);
        });
    }

    private void sendAll(int count) {
        Sender<String> sender = headrace.sender(ORDERS);
        List<?> ids =
                java.util.stream.IntStream.range(0, count).mapToObj(i -> sender.send("order-" + i)).toList().stream()
                        .map(java.util.concurrent.CompletableFuture::join)
                        .toList();
        assertThat(ids).hasSize(count);
    }
}
