package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.testkit.FaultProxy.Direction;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private FaultProxy proxy;

    @BeforeEach
    void openProxy() {
        proxy = FaultProxy.to(redis.server().port());
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void noFault_passesLargeRequestsAndReplies() throws IOException {
        String large = "x".repeat(5_000_000);
        try (RespConnection client = connect()) {
            assertThat(client.call("SET", "large", large)).isEqualTo("OK");
            assertThat(client.call("GET", "large")).isEqualTo(large);
        }
        assertThat(proxy.uri()).isEqualTo("redis://127.0.0.1:" + proxy.port());
        assertThat(proxy.connections()).isOne();
        assertThat(proxy.faultsStruck()).isZero();
    }

    @Test
    void clientGone_isGoneForTheServer() throws IOException {
        try (RespConnection client = connect()) {
            client.call("CLIENT", "SETNAME", "mortal");
            assertThat(clients()).contains("name=mortal");
        }

        await().until(() -> !clients().contains("name=mortal"));
    }

    @Test
    void delayed_takesTheTimeOfBothWays() throws IOException {
        try (RespConnection client = connect()) {
            proxy.delay(Direction.TO_SERVER, Duration.ofMillis(60));
            proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(40));

            long begin = System.nanoTime();
            client.call("PING");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(99));
            assertThat(proxy.faultsStruck()).isEqualTo(2);
        }
    }

    @Test
    void delayHealed_letsGoWhatIsHeld() throws IOException {
        try (RespConnection client = connect()) {
            proxy.delay(Direction.TO_SERVER, Duration.ofHours(1));
            CompletableFuture<@Nullable Object> reply = callLater(client, "PING");
            await().until(() -> proxy.faultsStruck() == 1);

            proxy.heal();

            assertThat(reply.join()).isEqualTo("PONG");
        }
    }

    @Test
    void negativeDelayAndNoTimes_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(-1)))
                .withMessageContaining("PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.cutAfterRequest("PING", 0))
                .withMessageContaining("times");
    }

    @Test
    void blackHoleToServer_holdsTheRequestUntilHealed() throws IOException {
        try (RespConnection client = connect()) {
            proxy.blackHole(Direction.TO_SERVER);
            CompletableFuture<@Nullable Object> reply = callLater(client, "SET", "k", "v");
            await().until(() -> proxy.faultsStruck() == 1);
            assertThat(redis.server().command("EXISTS", "k")).isEqualTo(0L);

            proxy.heal();

            assertThat(reply.join()).isEqualTo("OK");
        }
    }

    @Test
    void blackHoleToClient_holdsTheReplyOfWhatIsCarriedOut() throws IOException {
        try (RespConnection client = connect()) {
            proxy.blackHole(Direction.TO_CLIENT);
            CompletableFuture<@Nullable Object> reply = callLater(client, "SET", "k", "v");
            await().until(() -> proxy.faultsStruck() == 1);
            assertThat(redis.server().command("EXISTS", "k")).isEqualTo(1L);
            assertThat(reply).isNotDone();

            proxy.heal();

            assertThat(reply.join()).isEqualTo("OK");
        }
    }

    @Test
    void serverGoneBehindABlackHole_looksOpenUntilHealed() throws IOException {
        try (RespConnection client = RespConnection.open(proxy.port(), Duration.ofMillis(100))) {
            client.call("PING");
            proxy.blackHole(Direction.TO_CLIENT);
            redis.server().kill();
            await().until(() -> proxy.faultsStruck() == 1);
            for (int call = 1; call <= 3; call++) {
                assertThatThrownBy(() -> client.call("PING")).isInstanceOf(SocketTimeoutException.class);
            }

            proxy.heal();

            assertThatThrownBy(() -> client.call("PING")).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void clientGoneBehindABlackHole_looksOpenToTheServerUntilHealed() throws IOException {
        try (RespConnection client = connect()) {
            client.call("CLIENT", "SETNAME", "mortal");
            proxy.blackHole(Direction.TO_SERVER);
        }
        await().until(() -> proxy.faultsStruck() == 1);
        assertThat(clients()).contains("name=mortal");

        proxy.heal();

        await().until(() -> !clients().contains("name=mortal"));
    }

    @Test
    void cut_endsWhatIsOpenAndWelcomesNewConnections() throws IOException {
        try (RespConnection client = connect();
                RespConnection other = connect()) {
            client.call("PING");
            other.call("PING");

            proxy.cut();

            assertThatThrownBy(() -> client.call("PING")).isInstanceOfAny(EOFException.class, SocketException.class);
            assertThat(proxy.faultsStruck()).isEqualTo(2);
        }
        assertThat(ping()).isEqualTo("PONG");
    }

    @Test
    void cut_isAnOrdinaryEnd() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(Ports.loopback(proxy.port()));
            await().until(() -> proxy.connections() == 1);

            proxy.cut();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void reset_isAnRst() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(Ports.loopback(proxy.port()));
            await().until(() -> proxy.connections() == 1);

            proxy.reset();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(proxy.faultsStruck()).isOne();
        }
        assertThat(ping()).isEqualTo("PONG");
    }

    @Test
    void refusing_turnsNewConnectionsAwayUntilHealed() throws IOException {
        try (RespConnection before = connect()) {
            before.call("PING");
            proxy.refuse();
            assertThatThrownBy(this::ping).isInstanceOf(IOException.class);
            assertThat(before.call("PING")).isEqualTo("PONG");
            assertThat(proxy.connections()).isOne();
            assertThat(proxy.faultsStruck()).isOne();

            proxy.heal();

            assertThat(ping()).isEqualTo("PONG");
        }
    }

    @Test
    void replyLost_requestIsCarriedOutOnceAndTheNextConnectionIsFine() throws IOException {
        try (RespConnection client = connect()) {
            client.call("PING");
            proxy.cutAfterRequest("incr");

            assertThatThrownBy(() -> client.call("INCR", "n"))
                    .isInstanceOfAny(EOFException.class, SocketException.class);

            assertThat(redis.server().command("GET", "n")).isEqualTo("1");
            assertThat(proxy.faultsStruck()).isOne();
        }
        try (RespConnection next = connect()) {
            assertThat(next.call("INCR", "n")).isEqualTo(2L);
        }
    }

    @Test
    void replyOfAScriptLost_scriptIsFoundByItsDigest() throws IOException {
        String digest = (String) redis.server().command("SCRIPT", "LOAD", "return redis.call('INCR', KEYS[1])");
        try (RespConnection client = connect()) {
            proxy.cutAfterRequest(digest);

            assertThatThrownBy(() -> client.call("EVALSHA", digest, "1", "n")).isInstanceOf(IOException.class);

            assertThat(redis.server().command("GET", "n")).isEqualTo("1");
        }
    }

    @Test
    void replyLostInAPipeline_everythingUpToItIsCarriedOutAndNothingBehind() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(Ports.loopback(proxy.port()));
            client.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            proxy.cutAfter(request -> new String(request, UTF_8).contains("here"));

            client.getOutputStream().write(pipeline("before", "here", "behind"));

            assertThatThrownBy(() -> RespConnection.read(client.getInputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(redis.server().command("MGET", "before", "here", "behind"))
                    .isEqualTo(Arrays.asList("1", "1", null));
        }
    }

    @Test
    void replyLostToASlowServer_isCutOnlyWhenTheServerIsDone() throws IOException {
        try (ServerSocket slow = new ServerSocket()) {
            slow.bind(Ports.loopback(0));
            try (FaultProxy before = FaultProxy.to(slow.getLocalPort());
                    Socket client = new Socket()) {
                client.connect(Ports.loopback(before.port()));
                client.setSoTimeout(200);
                before.cutAfter(request -> new String(request, UTF_8).contains("here"));
                client.getOutputStream().write(pipeline("before", "here"));
                Socket server = slow.accept();
                byte[] sent = pipeline("before", "here");

                byte[] received = server.getInputStream().readNBytes(sent.length);
                server.getOutputStream().write(":1\r\n".getBytes(UTF_8));

                assertThat(received).isEqualTo(sent);
                assertThat(server.getInputStream().read()).isEqualTo(-1);
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                server.close();
                client.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void requestInPieces_isTrappedWhole() throws IOException {
        try (Socket client = new Socket()) {
            client.setTcpNoDelay(true);
            client.connect(Ports.loopback(proxy.port()));
            proxy.cutAfter(request -> new String(request, UTF_8).contains("here"));

            for (byte each : pipeline("here")) {
                client.getOutputStream().write(each);
            }

            assertThatThrownBy(() -> RespConnection.read(client.getInputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(redis.server().command("GET", "here")).isEqualTo("1");
        }
    }

    @Test
    void replyOfABlockingReadLost_entryIsPending() throws IOException {
        redis.server().command("XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM");
        try (RespConnection client = connect()) {
            proxy.cutAfterRequest("XREADGROUP");
            CompletableFuture<@Nullable Object> reply = callLater(
                    client, "XREADGROUP", "GROUP", "billing", "anne", "BLOCK", "5000", "STREAMS", "orders", ">");
            await().until(() -> clients().contains("cmd=xreadgroup"));

            redis.server().command("XADD", "orders", "1-1", "data", "x");

            assertThatThrownBy(reply::join).hasCauseInstanceOf(UncheckedIOException.class);
            assertThat((List<?>) redis.server().command("XPENDING", "orders", "billing", "-", "+", "10", "anne"))
                    .hasSize(1);
        }
    }

    @Test
    void replyLostTwice_theThirdArrives() throws IOException {
        proxy.cutAfterRequest("INCR", 2);

        for (int attempt = 1; attempt <= 2; attempt++) {
            try (RespConnection client = connect()) {
                assertThatThrownBy(() -> client.call("INCR", "n")).isInstanceOf(IOException.class);
            }
        }

        try (RespConnection client = connect()) {
            assertThat(client.call("INCR", "n")).isEqualTo(3L);
        }
        assertThat(proxy.faultsStruck()).isEqualTo(2);
    }

    @Test
    void trapHealed_losesNothing() throws IOException {
        proxy.cutAfterRequest("PING");

        proxy.heal();

        assertThat(ping()).isEqualTo("PONG");
        assertThat(proxy.faultsStruck()).isZero();
    }

    @Test
    void serverDown_resetsTheClientAndServesTheNextOnceItIsUp() throws IOException {
        redis.server().kill();
        assertThatThrownBy(this::ping).isInstanceOf(IOException.class);
        assertThat(proxy.connections()).isZero();

        redis.server().restart();

        assertThat(ping()).isEqualTo("PONG");
    }

    @Test
    void closed_endsConnectionsAndGivesThePortBack() throws IOException {
        try (RespConnection client = connect()) {
            client.call("PING");

            proxy.close();
            proxy.close();

            assertThatThrownBy(() -> client.call("PING")).isInstanceOfAny(EOFException.class, SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
    }

    private RespConnection connect() throws IOException {
        return RespConnection.open(proxy.port(), PATIENCE);
    }

    private @Nullable Object ping() throws IOException {
        try (RespConnection client = connect()) {
            return client.call("PING");
        }
    }

    private static CompletableFuture<@Nullable Object> callLater(RespConnection client, String... command) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.call(command);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] pipeline(String... counters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String counter : counters) {
            bytes.writeBytes(RespConnection.encode("INCR", counter));
        }
        return bytes.toByteArray();
    }

    private static String clients() {
        return (String) redis.server().command("CLIENT", "LIST");
    }
}
