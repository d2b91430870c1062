package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.message.Retention;
import io.headrace.observe.Flow;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server at {@code maxmemory} refuses to grow, and must be able to shrink. */
@Tag("P11")
class FullServerTest {
    private static final int MESSAGES = 100;
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> QUEUE = ORDERS.retain(Retention.queue());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final CountDownLatch full = new CountDownLatch(1);

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void send() {
        headrace = Headrace.connect(REDIS.uri());
        IntStream.range(0, MESSAGES)
                .mapToObj(number -> headrace.sender(ORDERS).send("A-" + number))
                .toList()
                .forEach(sent -> sent.join());
    }

    @AfterEach
    void makeRoom() {
        REDIS.server().command("CONFIG", "SET", "maxmemory", "0");
    }

    @Test
    void queue_isDrained() {
        worker(QUEUE, (order, context) -> full.await());
        fill();

        await().until(() -> REDIS.server().command("XLEN", "orders").equals(0L));
    }

    @Test
    void whatFailedBefore_isRetriedAndDone() {
        Worker worker = worker(ORDERS, (order, context) -> {
            full.await();
            if (context.attempt() == 1) {
                throw new IllegalStateException("the first attempt fails");
            }
        });
        fill();

        await().until(() -> worker.counts("orders").of(Flow.DONE) == MESSAGES);
    }

    @Test
    void queue_isDrainedBesideMessagesWhoseEmitsHaveToWait() {
        Worker worker = worker(QUEUE, (order, context) -> {
            full.await();
            if (order.endsWith("0")) {
                context.emit(BILLS, order);
            }
        });
        fill();

        await().until(() -> REDIS.server().command("XLEN", "orders").equals((long) MESSAGES / 10));
        makeRoom();
        await().until(() -> worker.counts("orders").of(Flow.DONE) == MESSAGES);
        assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo((long) MESSAGES / 10);
    }

    @Test
    void worker_startsAndHandles() {
        fill();

        Worker worker = worker(ORDERS, (order, context) -> {});

        await().until(() -> worker.counts("orders").of(Flow.DONE) == MESSAGES);
    }

    private Worker worker(EventStream<String> stream, Handler<String> handler) {
        ErrorPolicy policy = ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(20)));
        return headrace.worker("billing")
                .on(stream, handler, options -> options.concurrency(8).onError(policy))
                .start();
    }

    private void fill() {
        REDIS.server().command("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> REDIS.server().command("SET", "room", "some")).hasMessageContaining("OOM");
        full.countDown();
    }
}
