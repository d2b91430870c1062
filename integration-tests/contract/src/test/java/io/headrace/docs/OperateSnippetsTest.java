package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.ResetPlan;
import io.headrace.codec.Codec;
import io.headrace.handler.Context;
import io.headrace.message.EventStream;
import io.headrace.message.Retention;
import io.headrace.message.Start;
import io.headrace.observe.Counts;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.operate.Operator;
import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets of the guide to operating, and what the page says about names. */
class OperateSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    private final MetricRegistry registry = new MetricRegistry();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri(), options -> options.metrics(registry));
    }

    @Test
    @Tag("P4")
    void messagesOfADeadWorker_areTakenOverWhenItsLeaseHasRunOut() {
        headrace.sender(ORDERS).send("A-1").join();
        REDIS.server().command("XGROUP", "CREATE", "orders", "billing", "0");
        REDIS.server().command("XREADGROUP", "GROUP", "billing", "hr-gone", "STREAMS", "orders", ">");
        String podName = "billing-1";

        // snippet: operate-name
        Worker worker = headrace.worker("billing")
                .name(podName)
                .lease(Duration.ofSeconds(5))
                .on(ORDERS, this::bill)
                .drainTimeout(Duration.ofSeconds(20))
                .start();
        // end

        headrace.sender(ORDERS).send("A-2").join();
        await().until(() -> seen.contains("A-2"));
        assertThat(seen).doesNotContain("A-1"); // its worker may be alive
        await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains("A-1"));
        worker.close();
        assertThat(worker.counts("orders").of(Flow.CLAIMED)).isEqualTo(1);
    }

    @Test
    @Tag("P10")
    void retention_isAPropertyOfTheStream() {
        assertThat(Kept.KEPT_FOR_A_DAY.retention()).isEqualTo(Retention.atLeast(Duration.ofDays(1)));
    }

    private static final class Kept {
        // snippet: operate-retention
        static final EventStream<String> KEPT_FOR_A_DAY =
                EventStream.of("orders", Codec.utf8()).retain(Retention.atLeast(Duration.ofDays(1)));
        // end
    }

    @Test
    void counts_balance() {
        Worker worker = headrace.worker("billing").on(ORDERS, this::bill).start();
        headrace.sender(ORDERS).send("A-1").join();
        await().until(() -> seen.contains("A-1"));
        worker.close();

        // snippet: operate-counts
        Counts counts = worker.counts("orders");
        long handled = counts.of(Flow.DONE);
        long held = counts.inFlight();
        boolean nothingIsUnaccountedFor = counts.balanced();
        // end

        assertThat(handled).isEqualTo(1);
        assertThat(held).isZero();
        assertThat(nothingIsUnaccountedFor).isTrue();
    }

    @Test
    void meters_count() {
        headrace.worker("billing").on(ORDERS, this::bill).start();
        headrace.sender(ORDERS).send("A-1").join();
        await().until(() -> registry.getMeters().containsKey("headrace.orders.billing.done"));

        // snippet: operate-meter
        long done = registry.meter("headrace.orders.billing.done").getCount();
        // end

        assertThat(done).isEqualTo(1);
    }

    @Test
    void listener_hearsOfDeadLettersAndTrouble() {
        List<String> alarms = new CopyOnWriteArrayList<>();

        // snippet: operate-listener
        headrace.worker("billing")
                .on(ORDERS, this::bill)
                .listener((stream, group, event) -> {
                    if (event instanceof WorkerEvent.DeadLettered dead) {
                        alarms.add(group + " gave up on " + dead.message() + ": " + dead.reason());
                    } else if (event instanceof WorkerEvent.Trouble trouble) {
                        alarms.add(trouble.cause().getMessage());
                    } else if (event instanceof WorkerEvent.Entered entered && entered.state() == WorkerState.FAILED) {
                        alarms.add("a worker of " + group + " failed");
                    }
                })
                .start();
        // end
        String id = headrace.sender(ORDERS).send("bad").join().toString();

        await().until(() -> alarms.contains("billing gave up on " + id + ": REJECTED"));
    }

    @Test
    @Tag("P6")
    void operator_seesAGroup_andHastensItsRetries() {
        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, context) -> {
                    if (context.attempt() == 1) {
                        throw Retry.after(Duration.ofHours(1));
                    }
                    bill(order, context);
                })
                .start();
        headrace.sender(ORDERS).send("A-1").join();
        await().until(() -> worker.counts("orders").of(Flow.PARKED) == 1);

        // snippet: operate-inspect
        Operator operator = headrace.operator();
        GroupRef billing = new GroupRef("orders", "billing");

        GroupStatus status = operator.group(billing);
        long waiting = status.backlog();
        List<ParkedEntry> retries = operator.retries(billing, 10);

        int hastened = operator.retryNow(billing, retry -> retry.attempts().failures() < 3);
        // end

        assertThat(status.parked()).isEqualTo(1);
        assertThat(waiting).isEqualTo(1);
        assertThat(retries).hasSize(1);
        assertThat(hastened).isEqualTo(1);
        await().until(() -> seen.contains("A-1"));
        await().until(() -> operator.backlog(billing) == 0);
    }

    @Test
    void reset_isPlanned_andRepeatsWhatItSays() {
        Worker first = headrace.worker("billing").on(ORDERS, this::bill).start();
        headrace.sender(ORDERS).send("A-1").join();
        await().until(() -> seen.remove("A-1"));
        first.close();
        Operator operator = headrace.operator();
        GroupRef billing = new GroupRef("orders", "billing");
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));

        // snippet: operate-reset
        ResetPlan plan = operator.planReset(billing, Start.at(yesterday));
        if (plan.workersAlive() == 0 && plan.settled() < 1_000) {
            operator.reset(billing, Start.at(yesterday));
        }
        // end

        assertThat(plan.again()).isEqualTo(1);
        assertThat(plan.settled()).isEqualTo(1);
        assertThat(operator.backlog(billing)).isEqualTo(1);
        headrace.worker("billing").on(ORDERS, this::bill).start();
        await().until(() -> seen.contains("A-1"));
    }

    private void bill(String order, Context context) {
        if (order.equals("bad")) {
            throw Reject.because("bad");
        }
        seen.add(order);
    }
}
