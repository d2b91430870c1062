package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.observe.Health;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets on order, batches, timeouts and pauses. */
class OrderSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> PAYMENTS =
            EventStream.of("payments", Codec.utf8()).keyedBy(payment -> "alice");

    private final List<String> stored = new CopyOnWriteArrayList<>();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    @Test
    void orderTimeoutAndPause_handleInOrder() {
        Worker worker = headrace.worker("ledger")
                .on(
                        PAYMENTS,
                        (payment, context) -> stored.add(payment),
                        // snippet: handlers-order
                        options -> options.order(Order.KEY)
                        // end
                        )
                .start();
        headrace.worker("audit")
                .on(
                        PAYMENTS,
                        (payment, context) -> {},
                        // snippet: handlers-timeout
                        options -> options.timeout(Duration.ofSeconds(30))
                        // end
                        )
                .start();
        // snippet: handlers-pause
        ErrorPolicy policy =
                ErrorPolicy.standard().pauseOn(ConnectException.class).maxAge(Duration.ofHours(6));
        // end
        headrace.worker("report")
                .on(PAYMENTS, (payment, context) -> {}, options -> options.onError(policy))
                .start();

        headrace.sender(PAYMENTS).send("1").join();
        headrace.sender(PAYMENTS).send("2").join();
        await().until(() -> stored.size() == 2);

        // snippet: operate-health
        Health health = worker.health();
        boolean ready = health.status() != Health.Status.DOWN;
        // end
        assertThat(stored).containsExactly("1", "2");
        assertThat(ready).isTrue();
    }

    @Test
    void batch_isStoredAtOnce() {
        // snippet: handlers-batch
        headrace.worker("ledger")
                .onBatch(
                        PAYMENTS,
                        (payments, context) -> {
                            for (Message<String> payment : payments) {
                                if (payment.value().isEmpty()) {
                                    context.fail(payment, new IllegalArgumentException("empty"));
                                }
                            }
                            storeAll(payments);
                        },
                        options -> options.batch(500, Duration.ofMillis(20)))
                .start();
        // end

        headrace.sender(PAYMENTS).send("1").join();

        await().until(() -> stored.contains("1"));
    }

    private void storeAll(List<Message<String>> payments) {
        payments.forEach(payment -> stored.add(payment.value()));
    }
}
