package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.WorkerBuilder;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that hold something else than they should: nothing is lost, and all goes on once they are out of the way. */
class ServerStateErrorsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final EventStream<String> LABELS = EventStream.of("labels", Codec.utf8());
    private static final String LANE = "hr:{orders}:billing:lane";
    private static final String DEAD = "hr:{orders}:billing:dead";
    private static final ErrorPolicy TWICE =
            ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(20))).maxAttempts(2);

    private final EventLog log = new EventLog();
    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    private DeadLetters<String> dead;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
        dead = headrace.deadLetters(ORDERS, "billing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", LANE})
    void keyOfAnotherType_atStart_isRefused(String key) {
        set(key);
        WorkerBuilder builder = headrace.worker("billing").on(ORDERS, (order, ctx) -> handled.add(order));

        assertThatThrownBy(builder::start)
                .hasMessageStartingWith("HR-1101 ")
                .hasMessageContaining("WRONGTYPE " + key + " holds a string")
                .hasMessageContaining("Rename or delete the key that is in the way");

        assertThat(REDIS.server().command("GET", key)).isEqualTo("in the way");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", LANE})
    @Tag("P11")
    void keyOfAnotherType_whileTheWorkerRuns_isTroubleUntilItIsRemoved(String key) throws Exception {
        Worker worker = start(ErrorPolicy.standard());
        send("first");
        await().until(() -> handled.contains("first"));

        set(key);
        await().until(() -> log.hasTrouble(ErrorCode.WRONG_TYPE));
        WorkerState meanwhile = worker.state();
        del(key);
        send("second");
        await().until(() -> handled.contains("second"));
        worker.close();

        assertThat(meanwhile).isEqualTo(WorkerState.RUNNING);
        assertThat(handled).containsExactlyInAnyOrder("first", "second");
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    @Tag("P2")
    void deadLettersKeyOfAnotherType_keepsTheMessagePending_untilItIsRemoved() throws Exception {
        set(DEAD);
        Worker worker = start(TWICE);

        send("bad");
        await().until(() -> log.hasTrouble(ErrorCode.WRONG_TYPE));
        long pending = pending();
        send("good");
        await().until(() -> handled.contains("good"));
        del(DEAD);
        await().until(() -> dead.size() == 1);
        worker.close();

        assertThat(pending).isEqualTo(1);
        assertThat(log.troubles().get(0).cause()).hasMessageContaining(DEAD + " holds a string");
        assertThat(dead.list(2)).extracting(DeadLetter::value).containsExactly("bad");
        assertThat(pending()).isZero();
        assertThat(worker.counts("orders").of(Flow.DEAD)).isEqualTo(1);
        assertThat(worker.counts("orders").balanced()).isTrue();
    }

    @Test
    @Tag("P2")
    void deadLettersKeyOfAnotherType_untilTheWorkerEnds_leavesTheMessageToTheNext() throws Exception {
        set(DEAD);
        Worker first = start(TWICE, Duration.ofMillis(200));
        send("bad");
        await().until(() -> log.hasTrouble(ErrorCode.WRONG_TYPE));

        first.close();
        long pending = pending();
        del(DEAD);
        Worker second = headrace.worker("billing")
                .on(ORDERS, this::handle, options -> options.onError(TWICE))
                .start();
        await().until(() -> dead.size() == 1);
        second.close();

        assertThat(pending).isEqualTo(1);
        assertThat(pending()).isZero();
        assertThat(dead.list(2)).extracting(DeadLetter::value).containsExactly("bad");
    }

    @Test
    @Tag("P3")
    void destinationOfAnotherType_failsItsMessagesAlone() {
        set("bills");
        IntStream.range(0, 100).forEach(i -> headrace.sender(ORDERS).send(i % 10 == 0 ? "bill-" + i : "label-" + i));

        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> ctx.emit(order.startsWith("bill") ? BILLS : LABELS, order),
                        options -> options.onError(TWICE))
                .listener(log)
                .start();
        await().until(() -> dead.size() == 10);
        await().until(() -> worker.counts("orders").inFlight() == 0);
        worker.close();

        assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(90);
        assertThat(worker.counts("orders").of(Flow.PARKED)).isEqualTo(10);
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(REDIS.server().command("XLEN", "labels")).isEqualTo(90L);
        assertThat(REDIS.server().command("GET", "bills")).isEqualTo("in the way");
        assertThat(dead.list(20)).allSatisfy(letter -> {
            assertThat(letter.value()).startsWith("bill-");
            assertThat(letter.reason()).isEqualTo("EXHAUSTED");
            assertThat(letter.provenance().attempts()).isEqualTo(2);
            assertThat(letter.error()).contains("HR-1101", "WRONGTYPE bills holds a string");
        });
    }

    @Test
    @Tag("P3")
    void replayAfterTheDestinationWasRepaired_emitsOnce() throws Exception {
        set("bills");
        Worker worker = headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> ctx.emit(BILLS, order), options -> options.onError(TWICE))
                .start();
        send("one");
        await().until(() -> dead.size() == 1);

        del("bills");
        boolean replayed = dead.replay(dead.list(1).get(0).id());
        await().until(() -> (long) REDIS.server().command("XLEN", "bills") == 1);
        worker.close();

        assertThat(replayed).isTrue();
        assertThat(dead.size()).isZero();
        assertThat(pending()).isZero();
        assertThat(REDIS.server().command("XLEN", LANE)).isEqualTo(0L);
        assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(1L);
    }

    private Worker start(ErrorPolicy policy) {
        return start(policy, Duration.ofSeconds(30));
    }

    private Worker start(ErrorPolicy policy, Duration drainTimeout) {
        return headrace.worker("billing")
                .lease(Duration.ofSeconds(1))
                .on(ORDERS, this::handle, options -> options.onError(policy))
                .listener(log)
                .drainTimeout(drainTimeout)
                .start();
    }

    private void handle(String order, Object ctx) {
        if (order.equals("bad")) {
            throw new IllegalStateException("no price");
        }
        handled.add(order);
    }

    private void send(String order) throws Exception {
        headrace.sender(ORDERS).send(order).get();
    }

    private static long pending() {
        return (long) ((List<?>) REDIS.server().command("XPENDING", "orders", "billing")).get(0);
    }

    private static void set(String key) {
        REDIS.server().command("SET", key, "in the way");
    }

    private static void del(String key) {
        REDIS.server().command("DEL", key);
    }
}
