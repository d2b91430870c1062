package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedisReplicationTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @Test
    void written_reachesTheReplica() {
        try (RedisReplication servers = RedisReplication.start()) {
            servers.primary().command("SET", "k", "v");

            servers.awaitReplicated();

            assertThat(servers.replica().command("GET", "k")).isEqualTo("v");
            assertThat(servers.uri()).isEqualTo(servers.primary().uri());
        }
    }

    @Test
    void held_theReplicaLagsUntilReleased() throws IOException {
        try (RedisReplication servers = RedisReplication.start();
                RespConnection client = RespConnection.open(servers.primary().port(), Duration.ofSeconds(5))) {
            client.call("SET", "before", "v");
            servers.holdReplication();
            servers.holdReplication();
            client.call("SET", "during", "v");

            assertThat(servers.replica().command("MGET", "before", "during"))
                    .isEqualTo(Stream.of("v", null).toList());
            assertThat(client.call("WAIT", "1", "100")).isEqualTo(0L);

            CompletableFuture<Void> replicated = CompletableFuture.runAsync(servers::awaitReplicated);
            await().during(Duration.ofMillis(200)).until(() -> !replicated.isDone());
            servers.releaseReplication();
            replicated.join();
            assertThat(servers.replica().command("GET", "during")).isEqualTo("v");
        }
    }

    @Test
    void promotedWhileHeld_laggingReplicaIsThePrimary() {
        try (RedisReplication servers = RedisReplication.start()) {
            servers.primary().command("SET", "before", "v");
            servers.holdReplication();
            servers.primary().command("SET", "during", "v");

            servers.killPrimary();
            servers.promoteReplica();

            assertThat(servers.replica().command("SET", "after", "v")).isEqualTo("OK");
            assertThat(servers.replica().command("EXISTS", "before", "during")).isEqualTo(1L);
        }
    }

    @Test
    void primaryKilled_sentinelsFailOverAndClientsFollow() {
        try (RedisReplication servers = RedisReplication.withSentinels();
                Headrace headrace = Headrace.connect(servers.uri())) {
            headrace.sender(ORDERS).send("before").join();
            servers.awaitReplicated();

            servers.killPrimary();

            assertThat(servers.awaitFailover()).isEqualTo(servers.replica().port());
            await().ignoreExceptions().atMost(Duration.ofSeconds(20)).until(() -> {
                headrace.sender(ORDERS).send("after").join();
                return true;
            });
            assertThat(servers.replica().command("XLEN", "orders")).isEqualTo(2L);
        }
    }

    @Test
    void heldAndKilled_sentinelsPromoteTheLaggingReplica() {
        try (RedisReplication servers = RedisReplication.withSentinels()) {
            servers.primary().command("SET", "before", "v");
            servers.holdReplication();
            servers.primary().command("SET", "during", "v");

            servers.killPrimary();
            servers.awaitFailover();

            assertThat(servers.replica().command("EXISTS", "before", "during")).isEqualTo(1L);
        }
    }

    @Test
    void wrongSetUp_saysWhatToDo() {
        try (RedisReplication servers = RedisReplication.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(servers::awaitFailover)
                    .withMessageContaining("promoteReplica()");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisReplication.start(o -> o.port(15_001)))
                .withMessageContaining("cannot share a port");
    }

    @Test
    void closed_leavesNoProcessAndNoDirectory() {
        RedisReplication servers = RedisReplication.withSentinels();
        List<ProcessHandle> processes = ProcessHandle.current()
                .children()
                .filter(each -> each.info().command().orElse("").endsWith("-server"))
                .toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(5);

        servers.close();
        servers.close();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(servers.primary().directory()).doesNotExist();
        assertThatThrownBy(servers::killPrimary).hasMessageContaining("is closed");
    }
}
