package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.send.NotDurable;
import io.headrace.send.Sender;
import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisErrorReply;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends that wait for replicas and for the disk, on servers that have them and on servers that have not. */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class DurableSendTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @Parameter
    RedisBinary binary;

    @Test
    @Tag("P1")
    void enoughReplicas_confirmAndHaveTheMessage() {
        try (RedisServer primary = start();
                RedisServer replica = start("replicaof", "127.0.0.1", "" + primary.port())) {
            awaitReplica(primary);
            try (Headrace headrace = connect(primary)) {
                Sender<String> sender = sender(headrace, Durability.replicated(1));

                List<CompletableFuture<MessageId>> replies = IntStream.range(0, 500)
                        .mapToObj(i -> sender.send("order-" + i))
                        .toList();
                replies.forEach(CompletableFuture::join);

                assertThat(replica.command("XLEN", "orders")).isEqualTo(500L);
            }
        }
    }

    @Test
    @Tag("P1")
    void replicaThatDoesNotAnswer_leavesTheMessageNotDurable() {
        try (RedisServer primary = start();
                RedisServer replica = start("replicaof", "127.0.0.1", "" + primary.port())) {
            awaitReplica(primary);
            try (Headrace headrace = connect(primary)) {
                Sender<String> sender = sender(headrace, Durability.replicated(1));
                sender.send("first").join();
                replica.pause();

                NotDurable failure = failure(NotDurable.class, sender.send("second"));
                replica.resume();
                sender.send("third").join();

                assertThat(failure).hasMessageContaining("0 of 1 replicas");
                assertThat(primary.command(
                                "XRANGE",
                                "orders",
                                failure.id().toString(),
                                failure.id().toString()))
                        .asString()
                        .contains("second");
                assertThat(replica.command("XLEN", "orders")).isEqualTo(3L);
            }
        }
    }

    /** The first copy's connection has written it; the second one's would have nothing to wait for. */
    @Test
    @Tag("P1")
    void idThatIsKnown_isStillWaitedForOnAnotherConnection() {
        try (RedisServer primary = start();
                RedisServer replica = start("replicaof", "127.0.0.1", "" + primary.port())) {
            awaitReplica(primary);
            try (Headrace one = connect(primary);
                    Headrace other = connect(primary)) {
                Sender<String> sender = sender(other, Durability.replicated(1));
                sender.send("opens the connection").join();
                replica.pause();
                MessageId first = one.sender(ORDERS).sendOnce("A-1", "order").join();

                NotDurable failure = failure(NotDurable.class, sender.sendOnce("A-1", "order"));
                replica.resume();

                assertThat(failure.id()).isEqualTo(first);
                assertThat(sender.sendOnce("A-1", "order").join()).isEqualTo(first);
                assertThat(primary.command("XLEN", "orders")).isEqualTo(2L);
            }
        }
    }

    @Test
    void noReplicaAtAll_isNotDurable() {
        try (RedisServer primary = start();
                Headrace headrace = connect(primary)) {
            NotDurable failure = failure(
                    NotDurable.class, sender(headrace, Durability.replicated(2)).send("order"));

            assertThat(failure.reached()).isZero();
            assertThat(failure.wanted()).isEqualTo(Durability.replicated(2));
        }
    }

    @Test
    @Tag("P1")
    void syncBeforeEveryReply_confirms_andNoLongerOnceItIsSwitchedOff() {
        try (RedisServer server = start("appendonly", "yes");
                Headrace headrace = connect(server)) {
            server.command("CONFIG", "SET", "appendfsync", "always");
            Sender<String> sender = sender(headrace, Durability.fsync());

            sender.send("order").join();
            server.command("CONFIG", "SET", "appendonly", "no");
            NotDurable failure = failure(NotDurable.class, sender.send("order"));

            assertThat(failure).hasMessageContaining("not confirmed that it is on disk");
        }
    }

    @Test
    @Tag("P1")
    void syncEverySecond_isEnoughWhereTheServerWaitsForIt_elseRefused() {
        try (RedisServer server = start("appendonly", "yes");
                Headrace headrace = connect(server)) {
            if (knowsWaitaof(server)) {
                Sender<String> sender = sender(headrace, Durability.fsync());
                assertThat(sender.send("order").join()).isNotNull();
            } else {
                assertThatThrownBy(() -> sender(headrace, Durability.fsync()))
                        .hasMessageStartingWith("HR-2007 ")
                        .hasMessageContaining("appendfsync always");
            }
        }
    }

    @Test
    void noAppendOnlyFile_isRefusedWhenTheSenderIsMade() {
        try (RedisServer server = start();
                Headrace headrace = connect(server)) {
            assertThatThrownBy(() -> sender(headrace, Durability.fsync()))
                    .isInstanceOfSatisfying(
                            HeadraceException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DURABILITY_UNAVAILABLE))
                    .hasMessageContaining("appendonly yes");

            assertThat(headrace.sender(ORDERS).send("order").join()).isNotNull();
        }
    }

    @Test
    void inMemory_isRefusedWhenTheSenderIsMade() {
        try (Headrace headrace = Headrace.connect("memory:durable-send")) {
            assertThatThrownBy(() -> sender(headrace, Durability.replicated(1))).hasMessageStartingWith("HR-2007 ");
        }
    }

    @Test
    void missingPermissionForTheWait_isNamedWhenTheSenderIsMade() {
        try (RedisServer server = start()) {
            server.command("ACL", "SETUSER", "clerk", "on", ">secret", "~*", "+@all", "-wait");
            try (Headrace headrace = Headrace.connect(server.uri().replace("://", "://clerk:secret@"))) {
                assertThatThrownBy(() -> sender(headrace, Durability.replicated(1)))
                        .hasMessageStartingWith("HR-1102 ")
                        .hasMessageContaining("'wait'");
            }
        }
    }

    @Test
    @Tag("P1")
    void serverKilledWhileItWaitsForReplicas_leavesTheOutcomeUnknown() {
        try (RedisServer primary = start();
                RedisServer replica = start("replicaof", "127.0.0.1", "" + primary.port())) {
            awaitReplica(primary);
            try (Headrace headrace = connect(primary)) {
                Sender<String> sender = sender(headrace, Durability.replicated(1));
                sender.send("first").join();
                replica.pause();

                CompletableFuture<MessageId> waiting = sender.send("second");
                await().until(() -> primary.command("XLEN", "orders").equals(2L));
                primary.kill();

                assertThat(failure(HeadraceException.class, waiting).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            }
        }
    }

    private RedisServer start(String... directive) {
        return RedisServer.start(options -> directive.length == 0
                ? options.binary(binary)
                : options.binary(binary)
                        .config(
                                directive[0],
                                List.of(directive).subList(1, directive.length).toArray(String[]::new)));
    }

    private static Headrace connect(RedisServer server) {
        return Headrace.connect(server.uri(), options -> options.commandTimeout(Duration.ofSeconds(2)));
    }

    private static Sender<String> sender(Headrace headrace, Durability durability) {
        return headrace.sender(ORDERS, options -> options.durability(durability));
    }

    private static void awaitReplica(RedisServer primary) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ((String) primary.command("INFO", "replication")).contains("state=online"));
    }

    private static boolean knowsWaitaof(RedisServer server) {
        try {
            server.command("WAITAOF", "0", "0", "1");
            return true;
        } catch (RedisErrorReply unknown) {
            return false;
        }
    }

    private static <F extends Throwable> F failure(Class<F> type, CompletableFuture<?> reply) {
        Throwable failure = reply.handle((value, thrown) -> thrown).join();
        assertThat(failure).isInstanceOf(type);
        return type.cast(failure);
    }
}
