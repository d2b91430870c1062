package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.handler.Context;
import io.headrace.handler.Handler;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What workers hold, as the registry tells it. */
@Tag("P14")
class GaugesTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS =
            EventStream.of("orders", Codec.utf8()).keyedBy(order -> order.substring(0, order.indexOf('-')));

    private final MetricRegistry registry = new MetricRegistry();
    private final CountDownLatch release = new CountDownLatch(1);

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri(), options -> options.metrics(registry));
    }

    @Test
    void messagesInHand_andKeysThatWait_areToldAsTheyComeAndGo() {
        Worker worker = start("billing", this::handle);
        assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 0, 0));

        send("slow-1", "bad-1", "bad-2", "good-1");
        await().until(() -> worker.counts("orders").of(Flow.DONE) == 1);
        await().untilAsserted(() -> assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 3, 1)));
        Health health = worker.health();
        release.countDown();

        await().untilAsserted(() -> assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 2, 1)));
        assertThat(health).isEqualTo(Health.UP); // nobody has hung for a minute
    }

    @Test
    void eachGroup_hasItsOwn() {
        start("billing", this::handle);
        start("audit", (order, context) -> {});

        send("slow-1");

        await().untilAsserted(() -> assertThat(gauges())
                .containsAllEntriesOf(gaugesOf("orders.billing", 1, 0))
                .containsAllEntriesOf(gaugesOf("orders.audit", 0, 0))
                .hasSize(8));
        release.countDown();
    }

    @Test
    void backlog_isOfTheWholeGroup_whoeverHasIt() {
        start("billing", this::handle).close();
        send("slow-1", "bad-1", "good-1");
        start("billing", this::handle);
        await().untilAsserted(() -> assertThat(backlog()).isEqualTo(2));
        release.countDown();

        await().untilAsserted(() -> assertThat(backlog()).isEqualTo(1));
    }

    @Test
    void workerThatIsStartedLater_takesTheNamesOver() {
        CountDownLatch end = new CountDownLatch(1);
        Worker first = start("billing", this::handle);
        send("slow-1");
        await().untilAsserted(() -> assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 1, 0)));

        start("billing", (order, context) -> end.await());
        assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 0, 0));
        assertThat(first.counts("orders").inFlight()).isOne();
        release.countDown();
        first.close();
        send("slow-2", "fast-1");

        await().untilAsserted(() -> assertThat(gauges()).isEqualTo(gaugesOf("orders.billing", 2, 0)));
        end.countDown();
    }

    private Worker start(String group, Handler<String> handler) {
        return headrace.worker(group)
                .on(ORDERS, handler, options -> options.order(Order.KEY))
                .start();
    }

    private void handle(String order, Context context) throws Exception {
        if (order.startsWith("slow")) {
            release.await();
        } else if (order.startsWith("bad")) {
            throw Retry.after(Duration.ofHours(1));
        }
    }

    private void send(String... orders) {
        for (String order : orders) {
            headrace.sender(ORDERS).send(order).join();
        }
    }

    private Map<String, Long> gauges() {
        Map<String, Long> gauges = new HashMap<>();
        registry.getMetrics().forEach((name, metric) -> {
            if (metric instanceof Gauge<?> gauge && !name.endsWith(".backlog")) {
                gauges.put(name, ((Number) gauge.getValue()).longValue());
            }
        });
        return gauges;
    }

    private long backlog() {
        return (long) registry.gauge("headrace.orders.billing.backlog").getValue();
    }

    private static Map<String, Long> gaugesOf(String streamAndGroup, long inFlight, long blockedKeys) {
        String prefix = "headrace." + streamAndGroup + ".";
        return Map.of(
                prefix + "in-flight",
                inFlight,
                prefix + "blocked-keys",
                blockedKeys,
                prefix + "stuck",
                0L,
                prefix + "trim-held-up-seconds",
                0L);
    }
}
