package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
    @Test
    void started_answersOnLoopbackInItsRange() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.command("PING")).isEqualTo("PONG");
            assertThat(server.port()).isBetween(15_000, 22_000);
            assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
            assertThat(server.command("CONFIG", "GET", "bind")).asString().contains("127.0.0.1");
            assertThat(server.logTail()).contains("Ready to accept connections");
        }
    }

    @Test
    void killedAndRestarted_keepsWhatTheAppendOnlyFileHolds() {
        try (RedisServer server =
                RedisServer.start(o -> o.config("appendonly", "yes").config("appendfsync", "always"))) {
            server.command("XADD", "orders", "1-1", "data", "x");
            long pid = server.pid();

            server.kill();
            assertThatThrownBy(() -> server.command("PING")).isInstanceOf(UncheckedIOException.class);
            server.restart();

            assertThat(server.command("XLEN", "orders")).isEqualTo(1L);
            assertThat(server.pid()).isNotEqualTo(pid);
        }
    }

    @Test
    void killedBeforeItSaved_restartsEmptyOnTheSamePort() {
        try (RedisServer server = RedisServer.start(o -> o.config("save", "3600", "1"))) {
            server.command("SET", "k", "v");
            int port = server.port();

            server.kill();
            server.kill();
            server.restart();

            assertThat(server.command("DBSIZE")).isEqualTo(0L);
            assertThat(server.port()).isEqualTo(port);
        }
    }

    @Test
    void stopped_savesItsDataAndRestartReadsThem() {
        try (RedisServer server = RedisServer.start(o -> o.config("save", "3600", "1"))) {
            server.command("SET", "k", "v");

            server.stop();
            server.stop();
            server.restart();

            assertThat(server.command("GET", "k")).isEqualTo("v");
        }
    }

    @Test
    void paused_keepsTheConnectionSilentUntilResumed() throws IOException {
        try (RedisServer server = RedisServer.start();
                RespConnection before = RespConnection.open(server.port(), Duration.ofSeconds(5))) {
            server.pause();
            server.pause();
            try (RespConnection during = RespConnection.open(server.port(), Duration.ofMillis(100))) {
                assertThatThrownBy(() -> during.call("PING")).isInstanceOf(SocketTimeoutException.class);
            }

            server.resume();

            assertThat(before.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void paused_canBeStoppedKilledAndClosed() {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            server.restart();
            assertThat(server.command("PING")).isEqualTo("PONG");

            server.pause();
            server.kill();
            server.restart();
            assertThat(server.command("PING")).isEqualTo("PONG");

            server.pause();
        }
    }

    @Test
    void down_cannotBePausedOrResumed() {
        try (RedisServer server = RedisServer.start()) {
            server.kill();

            assertThatIllegalStateException()
                    .isThrownBy(server::pause)
                    .withMessageContaining("Cannot pause")
                    .withMessageContaining(server.log().toString());
            assertThatIllegalStateException().isThrownBy(server::resume).withMessageContaining("Cannot resume");
        }
    }

    @Test
    void singleNodeCluster_servesAllSlotsAndRefusesCrossSlotCommands() {
        try (RedisServer server = RedisServer.startSingleNodeCluster()) {
            assertThat(server.command("MSET", "{a}1", "x", "{a}2", "y")).isEqualTo("OK");
            assertThatThrownBy(() -> server.command("MSET", "a", "x", "b", "y"))
                    .isInstanceOf(RedisErrorReply.class)
                    .hasMessageStartingWith("CROSSSLOT");

            server.kill();
            server.restart();

            assertThat(server.command("SET", "b", "y")).isEqualTo("OK");
        }
    }

    @Test
    void closed_leavesNoProcessNoPortNoDirectory() {
        RedisServer server = RedisServer.start();
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        server.close();
        server.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(Ports.isFree(server.port())).isTrue();
        assertThat(server.directory()).doesNotExist();
        assertThatIllegalStateException().isThrownBy(server::restart).withMessageContaining("is closed");
    }

    @Test
    void closedAfterKill_leavesNoDirectory() {
        RedisServer server = RedisServer.start();
        server.kill();

        server.close();

        assertThat(server.directory()).doesNotExist();
    }

    @Test
    void ownDirectory_keepsDataOverCloseAndANewServer(@TempDir Path temp) {
        Path directory = temp.resolve("data");
        try (RedisServer server = RedisServer.start(o -> o.directory(directory).config("save", "3600", "1"))) {
            server.command("SET", "k", "v");
        }

        try (RedisServer server = RedisServer.start(o -> o.directory(directory))) {
            assertThat(server.command("GET", "k")).isEqualTo("v");
        }
        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void unknownDirective_failsWithTheLogLineAndKeepsTheLog() throws IOException {
        Path log = null;
        try {
            RedisServer.start(o -> o.config("no-such-directive", "1")).close();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("exited with code 1").hasMessageContaining("no-such-directive");
            log = Path.of(e.getMessage().replaceAll("(?s).*Log (\\S+) ends with.*", "$1"));
        }
        assertThat(log).isNotNull().content().contains("no-such-directive");
        Files.delete(log);
        Files.delete(log.getParent());
    }

    @Test
    void fixedPortInUse_failsWithTheReason(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.loopback(0));
            int port = taken.getLocalPort();

            assertThatIllegalStateException()
                    .isThrownBy(() -> RedisServer.start(o -> o.port(port).directory(directory)))
                    .withMessageContaining("port " + port)
                    .withMessageContaining("Failed listening on port");
        }
    }

    @Test
    void portOfAnotherServer_isNotTakenForReady(@TempDir Path directory) {
        try (RedisServer first = RedisServer.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> RedisServer.start(o -> o.port(first.port()).directory(directory)))
                    .withMessageContaining("Failed listening on port");

            assertThat(first.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void serverWithPassword_isReady() {
        try (RedisServer server = RedisServer.start(o -> o.config("requirepass", "secret"))) {
            assertThatThrownBy(() -> server.command("GET", "k")).hasMessageStartingWith("NOAUTH");
        }
    }

    @Test
    void serverWithTls_answersByTlsAlone() {
        try (RedisServer server = RedisServer.start(o -> o.tls())) {
            assertThat(server.uri()).isEqualTo("rediss://127.0.0.1:" + server.port());
            assertThat(server.command("PING")).isEqualTo("PONG");
            assertThat(server.command("CONFIG", "GET", "port")).isEqualTo(List.of("port", "0"));
            assertThat(server.certificate()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
            assertThat(server.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
            assertThatThrownBy(() -> {
                        try (RespConnection plain = RespConnection.open(server.port(), Duration.ofMillis(500))) {
                            plain.call("PING");
                        }
                    })
                    .isInstanceOf(IOException.class);

            server.kill();
            server.restart();

            assertThat(server.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void socketsOfAnotherCertificate_doNotTrustTheServer(@TempDir Path directory) {
        try (RedisServer other = RedisServer.start(o -> o.tls())) {
            SocketFactory sockets =
                    ServerCertificate.create(directory, List.of("localhost")).sockets();

            assertThatThrownBy(() -> {
                        try (RespConnection astray =
                                RespConnection.open(other.port(), Duration.ofSeconds(5), sockets)) {
                            astray.call("PING");
                        }
                    })
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void singleNodeClusterWithTlsForKnownClients_isReady() {
        try (RedisServer server =
                RedisServer.start(o -> o.tls().asSingleNodeCluster().config("tls-auth-clients", "yes"))) {
            assertThat(server.command("SET", "a", "x")).isEqualTo("OK");
        }
    }

    @Test
    void serverWithoutTls_hasNoCertificate() {
        try (RedisServer server = RedisServer.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(server::certificate)
                    .withMessageContaining("start(options -> options.tls())");
        }
    }

    @Test
    void freePortTakenMeanwhile_isReplacedByAnother() {
        try (RedisServer first = RedisServer.start()) {
            int free = Ports.free();
            Iterator<Integer> ports = List.of(first.port(), free).iterator();

            try (RedisServer second = RedisServer.start(ServerOptions.defaults(), ports::next)) {
                assertThat(second.port()).isEqualTo(free);
                assertThat(second.command("PING")).isEqualTo("PONG");
            }
        }
    }
}
