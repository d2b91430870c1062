package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.docs.Permissions;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Context;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of the server needs to be allowed, and what happens without it. */
class PermissionErrorsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    /** All keys of group {@code billing} of stream {@code orders} when its handler emits to {@code bills}. */
    private static final String KEYS = "~orders ~hr:{orders}:groups ~hr:{orders}:billing:* ~bills";

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final ErrorPolicy TWICE =
            ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofMillis(20))).maxAttempts(2);

    private final EventLog log = new EventLog();
    private final Set<String> billed = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace admin;

    @BeforeEach
    void connect() {
        REDIS.server().command("SCRIPT", "FLUSH");
        setUser("reset on >secret");
        setUser(KEYS);
        setUser(String.join(" ", Permissions.commands()));
        admin = Headrace.connect(REDIS.uri());
    }

    @Test
    void leastPrivilegedUser_runsACompleteJob() throws Exception {
        try (Headrace headrace = Headrace.connect(userUri())) {
            DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");
            Worker worker = start(headrace);

            send(headrace, "plain", "flaky", "bad", "doomed");
            await().until(() -> dead.size() == 1 && worker.counts("orders").of(Flow.LOST) == 1);
            boolean replayed = dead.replay(dead.list(1).get(0).id(), order -> "good");
            await().until(() ->
                    billed.contains("good") && worker.counts("orders").inFlight() == 0);
            worker.close();

            assertThat(replayed).isTrue();
            assertThat(log.troubles()).isEmpty();
            assertThat(billed).containsExactlyInAnyOrder("plain", "flaky", "good");
            assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(3L);
            assertThat(REDIS.server().command("GET", "hr:{orders}:billing:lost"))
                    .isEqualTo("1");
            assertThat(REDIS.server().command("XINFO", "CONSUMERS", "orders", "billing"))
                    .asString()
                    .doesNotContain(worker.name());
            assertThat(worker.counts("orders").balanced()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evalsha", "eval"})
    void missingCommand_atStart_isNamed(String command) {
        setUser("-" + command);

        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() -> start(headrace))
                    .isInstanceOfSatisfying(
                            HeadraceException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NO_PERMISSION))
                    .hasMessageStartingWith("HR-1102 ")
                    .hasMessageContaining("'" + command + "'")
                    .hasMessageContaining("ACL SETUSER");
        }

        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time",
                "type",
                "xadd",
                "xreadgroup",
                "xack",
                "xpending",
                "xclaim",
                "xautoclaim",
                "xtrim",
                "xrange",
                "xdel",
                "xlen",
                "zadd",
                "zrem",
                "zrange",
                "zrangebyscore",
                "zcard",
                "zscore",
                "zscan",
                "hset",
                "hget",
                "hdel",
                "hlen",
                "hscan",
                "get",
                "set",
                "incr",
                "sadd",
                "scard",
                "sismember",
                "smembers",
                "xinfo|stream",
                "xinfo|groups",
                "xinfo|consumers",
                "xgroup|create",
                "xgroup|delconsumer"
            })
    void missingCommandOfAScript_atStart_isNamed_andNothingIsCreated(String command) {
        setUser("-" + command);

        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() -> start(headrace))
                    .hasMessageStartingWith("HR-1102 ")
                    .hasMessageContaining("no permission to "
                            + command.toUpperCase(Locale.ROOT).replace('|', ' '))
                    .hasMessageContaining("ACL SETUSER");
        }

        assertThat(REDIS.server().command("KEYS", "*")).asString().isEqualTo("[]");
    }

    @Test
    void missingKey_atStart_isAPermissionError() {
        setUser("resetkeys ~orders ~hr:{orders}:billing:*");

        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() -> start(headrace)).hasMessageStartingWith("HR-1102 ");
        }
    }

    @Test
    void missingXadd_whenSending_appendsNothing() {
        setUser("-xadd");

        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() -> headrace.sender(ORDERS).send("order").get())
                    .cause()
                    .hasMessageStartingWith("HR-1102 ")
                    .hasMessageContaining("'xadd'");
        }

        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xadd", "set", "get", "pexpire", "type"})
    @Tag("P1")
    void missingCommandOfASendWithId_isNamed_andNothingIsAppended(String command) {
        setUser("~hr:{orders}:dedup:*");
        setUser("-" + command);

        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() ->
                            headrace.sender(ORDERS).sendOnce("A-1", "order").get())
                    .cause()
                    .hasMessageStartingWith("HR-1102 ")
                    .hasMessageContaining(command.toUpperCase(Locale.ROOT));
        }

        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    @Test
    @Tag("P1")
    void missingDedupKey_whenSendingWithId_appendsNothing() {
        try (Headrace headrace = Headrace.connect(userUri())) {
            assertThatThrownBy(() ->
                            headrace.sender(ORDERS).sendOnce("A-1", "order").get())
                    .cause()
                    .hasMessageStartingWith("HR-1102 ");
        }

        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    @Test
    @Tag("P2")
    @Tag("P3")
    void xaddRevokedFromARunningWorker_acksNothing_andCompletesOnceItIsBack() throws Exception {
        try (Headrace headrace = Headrace.connect(userUri())) {
            Worker worker = start(headrace);
            setUser("-xadd");

            send(
                    admin,
                    IntStream.range(0, 200)
                            .mapToObj(i -> i % 20 == 0 ? "bad-" + i : "order-" + i)
                            .toArray(String[]::new));
            await().until(() -> Stream.of("the commit", "the dead letter")
                    .allMatch(call -> log.troubles().stream()
                            .anyMatch(trouble -> trouble.cause().getMessage().contains(call))));
            WorkerState meanwhile = worker.state();
            long unsettled = groupField("pending") + groupField("lag");
            List<WorkerEvent.Trouble> troubles = log.troubles();
            setUser("+xadd");
            await().until(() -> worker.counts("orders").of(Flow.DONE) == 190);
            await().until(() -> headrace.deadLetters(ORDERS, "billing").size() == 10);
            worker.close();

            assertThat(meanwhile).isEqualTo(WorkerState.RUNNING);
            assertThat(unsettled).isEqualTo(200);
            assertThat(troubles).allMatch(trouble -> trouble.cause().code() == ErrorCode.NO_PERMISSION);
            assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(190L);
            assertThat(groupField("pending")).isZero();
            assertThat(worker.counts("orders").balanced()).isTrue();
        }
    }

    private Worker start(Headrace headrace) {
        return headrace.worker("billing")
                .on(ORDERS, this::bill, options -> options.onError(TWICE))
                .listener(log)
                .start();
    }

    /** "doomed" is deleted under the worker's hands, so that its retry finds it lost. */
    private void bill(String order, Context context) {
        if (order.equals("doomed")) {
            REDIS.server().command("XDEL", "orders", context.version());
        }
        boolean failsOnce = !order.equals("plain") && !order.equals("good");
        if (order.startsWith("bad") || (failsOnce && context.attempt() == 1)) {
            throw new IllegalStateException("no price");
        }
        context.emit(BILLS, order);
        billed.add(order);
    }

    private static void send(Headrace headrace, String... orders) throws Exception {
        for (String order : orders) {
            headrace.sender(ORDERS).send(order).get();
        }
    }

    private static long groupField(String name) {
        List<?> group = (List<?>) ((List<?>) REDIS.server().command("XINFO", "GROUPS", "orders")).get(0);
        return (long) group.get(group.indexOf(name) + 1);
    }

    private static String userUri() {
        return REDIS.uri().replace("://", "://clerk:secret@");
    }

    private static void setUser(String rules) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "clerk"));
        command.addAll(List.of(rules.split(" ")));
        REDIS.server().command(command.toArray(String[]::new));
    }
}
