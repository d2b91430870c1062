package io.headrace.contract;

import static io.headrace.contract.Failures.failureOf;
import static io.headrace.contract.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Headrace;
import io.headrace.broker.ConnectOptions;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Passwords: how they are given, and that no error repeats them. */
class CredentialsTest {
    private static final String SECRET = "hunter2";

    @Test
    void unusualButCorrectUri_isAccepted() {
        try (RedisServer server = RedisServer.start(options -> options.config("requirepass", "a/b?c#d@e"))) {
            String uri = "REDIS://default:a%2Fb%3Fc%23d%40e@127.0.0.1:" + server.port() + "/1?timeout=5s";

            Headrace.connect(uri).close();
        }
    }

    @Test
    void wrongPassword_isRefused_andStaysSecret() {
        try (RedisServer server = RedisServer.start(options -> options.config("requirepass", "something else"))) {
            String address = "127.0.0.1:" + server.port();

            HeadraceException byUri = failureOf("redis://:" + SECRET + "@" + address);
            HeadraceException byOption = failureOf(server.uri(), options -> options.credentials("bob", SECRET));
            HeadraceException without = failureOf(server.uri());

            assertThat(byUri.code()).isEqualTo(ErrorCode.AUTHENTICATION);
            assertThat(byUri).hasMessageStartingWith("HR-1202 " + address + " refused the credentials: WRONGPASS");
            assertThat(printed(byUri)).doesNotContain(SECRET);
            assertThat(byOption.code()).isEqualTo(ErrorCode.AUTHENTICATION);
            assertThat(printed(byOption)).doesNotContain(SECRET);
            assertThat(without.code()).isEqualTo(ErrorCode.AUTHENTICATION);
            assertThat(without).hasMessageContaining("credentials(user, password)");
        }
    }

    @Test
    void manyConnectionsWithAPassword_areAllReadyWhenMade() throws InterruptedException {
        try (RedisServer server = RedisServer.start(options -> options.config("requirepass", SECRET))) {
            String uri = "redis://:" + SECRET + "@127.0.0.1:" + server.port();
            Callable<Boolean> connect = () -> {
                Headrace.connect(uri).close();
                return true;
            };
            ExecutorService clients = Executors.newFixedThreadPool(8);

            List<Future<Boolean>> connections = clients.invokeAll(Collections.nCopies(300, connect));
            clients.shutdown();

            assertThat(connections)
                    .allSatisfy(connection -> assertThat(connection.get()).isTrue());
        }
    }

    @Test
    void serverThatRepeatsThePassword_isNotQuoted() throws IOException {
        String reply =
                "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, `" + SECRET + "`, \r\n";
        try (FakeServer old = FakeServer.answering(reply)) {
            HeadraceException failure = failureOf("redis://u:" + SECRET + "@" + old.address());

            assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER);
            assertThat(printed(failure)).doesNotContain(SECRET);
        }
    }

    @Test
    void optionsAreChecked_andHideThePassword() {
        ConnectOptions options = ConnectOptions.DEFAULTS.credentials("bob", SECRET);

        assertThat(options.toString()).contains("bob", "***").doesNotContain(SECRET);
        assertThat(ConnectOptions.DEFAULTS.toString()).contains("password=none");
        assertThatThrownBy(() -> options.commandTimeout(Duration.ZERO))
                .hasMessage("HR-1004 commandTimeout is PT0S, but must be above zero.");
    }
}
