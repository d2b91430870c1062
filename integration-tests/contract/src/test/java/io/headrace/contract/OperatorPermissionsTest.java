package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.docs.Permissions;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.Start;
import io.headrace.observe.Flow;
import io.headrace.operate.Operator;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user with a worker's permissions can see and do as an operator, and what not. */
class OperatorPermissionsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final GroupRef BILLING = new GroupRef("orders", "billing");

    private final MetricRegistry registry = new MetricRegistry();

    @BeforeEach
    void createUser() {
        REDIS.server().command("ACL", "DELUSER", "app");
        REDIS.server().command(Permissions.rule().toArray(String[]::new));
        REDIS.server().command("ACL", "LOG", "RESET");
    }

    @Test
    void worker_mayAskForItsBacklog_andForItsGroup() {
        try (Headrace headrace = connect()) {
            Worker worker = headrace.worker("billing")
                    .on(ORDERS, (order, context) -> {})
                    .start();
            headrace.sender(ORDERS).send("A-1").join();
            await().until(() -> worker.counts("orders").of(Flow.DONE) == 1);
            Operator operator = headrace.operator();

            await().until(() ->
                    registry.gauge("headrace.orders.billing.backlog").getValue().equals(0L));
            assertThat(operator.consumers(BILLING)).hasSize(1);
            assertThat(operator.stream("orders").length()).isEqualTo(1);
            assertThat(operator.stream("orders").bytes()).isEqualTo(-1);
            assertThat(operator.planReset(BILLING, Start.earliest()).settled()).isEqualTo(1);
        }

        assertThat(refusedCommands())
                .isSubsetOf("config|get", "info"); // the check of the server's settings asks for these
    }

    @Test
    void worker_mayNotReset_andNothingIsChanged() {
        try (Headrace headrace = connect()) {
            Worker worker = headrace.worker("billing")
                    .on(ORDERS, (order, context) -> {})
                    .start();
            headrace.sender(ORDERS).send("A-1").join();
            await().until(() -> worker.counts("orders").of(Flow.DONE) == 1);
            worker.close();

            assertThatThrownBy(() -> headrace.operator().reset(BILLING, Start.earliest()))
                    .isInstanceOfSatisfying(
                            HeadraceException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NO_PERMISSION))
                    .hasMessageContaining("XGROUP SETID");
            assertThat(headrace.operator().backlog(BILLING)).isZero();
        }
    }

    private Headrace connect() {
        return Headrace.connect(REDIS.uri().replace("://", "://app:secret@"), options -> options.metrics(registry));
    }

    private static List<String> refusedCommands() {
        return ((List<?>) REDIS.server().command("ACL", "LOG"))
                .stream()
                        .map(entry -> (List<?>) entry)
                        .map(entry -> String.valueOf(entry.get(entry.indexOf("object") + 1)))
                        .toList();
    }
}
