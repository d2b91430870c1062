package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.message.Durability;
import io.headrace.send.Sender;
import io.headrace.testkit.LossReport;
import io.headrace.testkit.RedisReplication;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The primary killed, and a replica promoted that lags. */
@Tag("P1")
@Tag("P11")
class FailoverTest extends FaultTest {
    @Test
    @Tag("smoke")
    void replicaThatLags_onlyWhatNoReplicaHadIsGone() {
        AtomicBoolean failedOver = new AtomicBoolean();
        RedisReplication servers = RedisReplication.withSentinels(options -> options.binary(binary));
        Stage stage = stage("failover to a replica that lags", servers, failedOver::get);
        Set<String> replicated = new ConcurrentSkipListSet<>();
        stage.worker("sleep=20", "concurrency=4");
        stage.worker("sleep=20", "concurrency=4");
        sendReplicated(stage, replicated, 500);

        servers.holdReplication();
        stage.send(300);
        servers.killPrimary();
        int port = servers.awaitFailover();
        failedOver.set(true);
        stage.over();
        long handled = stage.handled();
        stage.await("sends to go on", () -> confirms(stage));
        stage.await("work to go on", () -> stage.handled() > handled);

        stage.prove(
                "the sentinels promoted the replica", port == servers.replica().port());
        stage.destroys();
        stage.repeatsEffects();
        LossReport report = stage.end();
        assertThat(report.destroyed()).isNotEmpty().doesNotContainAnyElementsOf(replicated);
        assertThat(report.handled() + report.destroyed().size()).isEqualTo(report.confirmed());
    }

    private static void sendReplicated(Stage stage, Set<String> replicated, int count) {
        try (Headrace headrace = stage.connect()) {
            Sender<String> sender =
                    headrace.sender(Streams.ORDERS, options -> options.durability(Durability.replicated(1)));
            IntStream.range(0, count)
                    .mapToObj(i -> "r-" + i)
                    .map(value -> sender.send(value).thenRun(() -> {
                        replicated.add(value);
                        stage.confirmed(value);
                    }))
                    .toList()
                    .forEach(reply -> reply.join());
        }
    }

    private static boolean confirms(Stage stage) {
        stage.send(50);
        return true;
    }
}
