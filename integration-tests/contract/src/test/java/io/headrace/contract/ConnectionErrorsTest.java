package io.headrace.contract;

import static io.headrace.contract.Failures.failureOf;
import static io.headrace.contract.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.HeadraceOptions;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code connect} says when it cannot: the code, where, why, the next step, and never a password. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ConnectionErrorsTest {
    private static final String SECRET = "hunter2";

    @Test
    void nobodyListens_isUnreachable_andSaysWhereAndWhatToDo() throws IOException {
        String address;
        try (FakeServer gone = FakeServer.silent()) {
            address = gone.address();
        }

        HeadraceException failure = failureOf("redis://" + address);

        assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(failure)
                .hasMessageStartingWith("HR-1201 Cannot reach " + address + ": Connection refused")
                .hasMessageContaining("Start a server there (redis-server --port " + address.split(":", 2)[1] + ")");
    }

    @Test
    void unknownHost_isUnreachable_andIsNamed() {
        HeadraceException failure = failureOf("redis://no-such-host.invalid:6379");

        assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(failure).hasMessageContaining("no-such-host.invalid:6379").hasMessageContaining("correct the URI");
    }

    @Test
    void unreachableSentinels_areUnreachable() throws IOException {
        String address;
        try (FakeServer gone = FakeServer.silent()) {
            address = gone.address();
        }

        HeadraceException failure = failureOf("redis-sentinel://" + address + "/0#shop");

        assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(failure).hasMessageContaining("master \"shop\"").hasMessageNotContaining("redis-server --port");
    }

    @Test
    void muteSentinel_isUnreachable_withinTheTimeout() throws IOException {
        try (FakeServer mute = FakeServer.silent()) {
            HeadraceException failure =
                    failureOf("redis-sentinel://" + mute.address() + "/0#shop", ConnectionErrorsTest::impatient);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
            assertThat(failure).hasMessageContaining("no sentinel names it within 5500 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002F",
                "+OK\r\n+OK\r\n",
                ":1\r\n",
                "$999999999999\r\n"
            })
    void peerThatSpeaksAnotherProtocol_isRecognised(String words) throws IOException {
        try (FakeServer stranger = FakeServer.saying(words)) {
            HeadraceException failure = failureOf("redis://" + stranger.address());

            assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_PROTOCOL);
            assertThat(failure)
                    .hasMessageStartingWith("HR-1203 " + stranger.address() + " accepted the connection, but")
                    .hasMessageContaining("Check the port")
                    .hasMessageNotContainingAny("Cannot invoke", "index:", "null");
        }
    }

    @Test
    void peerThatNeverAnswers_isGivenUpWithinTheTimeout() throws IOException {
        try (FakeServer mute = FakeServer.silent()) {
            long start = System.nanoTime();

            HeadraceException failure = failureOf("redis://" + mute.address(), ConnectionErrorsTest::impatient);

            assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_PROTOCOL);
            assertThat(failure).hasMessageContaining("did not answer HELLO within 5500 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void peerThatHangsUp_isNotTakenForUnreachable() throws IOException {
        try (FakeServer rude = new FakeServer(Socket::close)) {
            HeadraceException failure = failureOf("redis://" + rude.address());

            assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_PROTOCOL);
            assertThat(failure).hasMessageContaining("use rediss:// if it wants TLS");
        }
    }

    @Test
    void tlsToAPlainPort_saysSo_withoutHanging() {
        try (RedisServer plain = RedisServer.start()) {
            HeadraceException failure =
                    failureOf(plain.uri().replace("redis:", "rediss:"), ConnectionErrorsTest::impatient);

            assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_PROTOCOL);
            assertThat(failure)
                    .hasMessageContaining("127.0.0.1:" + plain.port())
                    .hasMessageContaining("TLS")
                    .hasMessageContaining("redis:// is without");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    redis//x                          | it has no scheme
                    127.0.0.1:6379                    | it has no scheme
                    :hunter2@host                     | it has no scheme
                    redis:                            | at index 6
                    redis:127.0.0.1:6379              | it names no host
                    redis:///0                        | it names no host
                    redis://:hunter2@                 | it names no host
                    redis://host:notaport             | host and port are not a name and a number
                    redis://u:hunter2@host:-1         | host and port are not a name and a number
                    redis://host:70000                | the port is not from 1 to 65535
                    redis://host:0                    | the port is not from 1 to 65535
                    redis://host:1/abc/d              | not the number of a database
                    redis://u:hunter2@h:1/99999999999 | not the number of a database
                    redis://u:1/hunter2@host:1        | not the number of a database
                    redis://u:1#hunter2@host:1        | only redis-sentinel: takes a #
                    redis://u:1?hunter2@host:1        | there is an @ behind the ?
                    redis://u:hunter2/x@host:1        | host and port are not a name and a number
                    redis://u:hunter2#x@host:1        | host and port are not a name and a number
                    redis://u:x@hunter2@host:1        | it has more than one @
                    redis://u:hun ter2@host:1         | Illegal character in authority
                    redis://u:hunter2%zz@host:1       | Malformed escape pair
                    redis-sentinel://u:hunter2@h:1    | it lacks the master's name
                    redis-sentinel://h:1,h:x/0#m      | host and port are not a name and a number
                    rediss://u:hunter2@h?verifyPeer=x | what follows the ? is not understood
                    """)
    void malformedUri_saysWhatIsWrong_andQuotesNothing(String uri, String problem) {
        HeadraceException failure = failureOf(uri);

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_URI);
        assertThat(failure)
                .hasMessageStartingWith("HR-1001 Bad connection URI: ")
                .hasMessageContaining(problem)
                .hasMessageContaining("It looks like redis://127.0.0.1:6379")
                .hasMessageNotContainingAny("For input string", "enum");
        assertThat(printed(failure)).doesNotContain(SECRET, "ter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope:1", "http://127.0.0.1:6379", "localhost:6379"})
    void schemeThatNobodyServes_namesTheMissingLibrary(String uri) {
        HeadraceException failure = failureOf(uri);

        assertThat(failure.code()).isEqualTo(ErrorCode.NO_BROKER);
        assertThat(failure)
                .hasMessageStartingWith("HR-1002 Nobody serves the scheme \"" + uri.split(":", 2)[0] + ":\"")
                .hasMessageContaining("io.headrace:headrace-redis")
                .hasMessageContaining("META-INF/services");
    }

    @ParameterizedTest
    @CsvSource({"6.2.0, redis", "5, redis", "unstable, keydb"})
    void serverOlderThan7_isNamedWithItsVersion(String version, String server) throws IOException {
        try (FakeServer old = FakeServer.answering(greeting(server, version))) {
            HeadraceException failure = failureOf("redis://" + old.address());

            assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER);
            assertThat(failure)
                    .hasMessage("HR-1206 " + old.address() + " is " + server + " " + version
                            + ". Headrace needs Redis 7.0 or Valkey 7.2.");
        }
    }

    private static HeadraceOptions impatient(HeadraceOptions options) {
        return options.commandTimeout(Duration.ofMillis(500));
    }

    private static String greeting(String server, String version) {
        return "%5\r\n" + pair("server", server) + pair("version", version) + "+proto\r\n:3\r\n+id\r\n:7\r\n"
                + pair("mode", "standalone");
    }

    private static String pair(String name, String value) {
        return "$" + name.length() + "\r\n" + name + "\r\n$" + value.length() + "\r\n" + value + "\r\n";
    }
}
