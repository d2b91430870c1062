package io.headrace.contract;

import static io.headrace.contract.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.HeadraceOptions;
import io.headrace.Worker;
import io.headrace.broker.Tls;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.observe.Flow;
import io.headrace.retry.Reject;
import io.headrace.testkit.RedisExtension;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers by TLS, and what is said when certificates or their files are wrong. */
class TlsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(options -> options.tls());

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());

    @TempDir
    Path directory;

    @Test
    void worker_doesItsJobByTls_alsoOnNewConnections() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Headrace headrace = Headrace.connect(REDIS.uri(), TlsTest::trusting)) {
            Worker worker = headrace.worker("billing")
                    .on(ORDERS, (order, context) -> {
                        if (order.equals("bad")) {
                            throw Reject.because("bad");
                        }
                        context.emit(BILLS, order);
                        seen.add(order);
                    })
                    .start();
            DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");

            IntStream.range(0, 1_000).forEach(i -> headrace.sender(ORDERS).send("order-" + i));
            headrace.sender(ORDERS).send("bad").join();
            await().until(() -> seen.size() == 1_000 && dead.size() == 1);
            REDIS.server().command("CLIENT", "KILL", "TYPE", "normal");
            await().ignoreExceptions()
                    .until(() -> dead.replay(dead.list(1).get(0).id(), order -> "repaired"));
            await().until(() -> seen.contains("repaired"));
            worker.close();

            assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(1_001);
            assertThat(worker.counts("orders").balanced()).isTrue();
            assertThat(REDIS.server().command("XLEN", "bills")).isEqualTo(1_001L);
        }
    }

    @Test
    void certificateOfAnAuthorityThatNobodyKnows_isNotTrusted() {
        HeadraceException failure = failureOf(REDIS.uri());

        assertThat(failure.code()).isEqualTo(ErrorCode.UNTRUSTED);
        assertThat(failure)
                .hasMessageStartingWith("HR-1208 The certificate of " + address(REDIS.server()) + " is not trusted: ")
                .hasMessageEndingWith("Trust its authority: connect(uri, options -> options.trust(pem)).");
    }

    @Test
    void certificateOfAnotherAuthority_isNotTrusted() {
        try (RedisServer other = RedisServer.start(options -> options.tls())) {
            HeadraceException failure = failureOf(other.uri(), TlsTest::trusting);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNTRUSTED);
        }
    }

    @Test
    void certificateForAnotherHost_isNotTrusted_unlessHostsAreNotCompared() {
        try (RedisServer other = RedisServer.start(options -> options.tls("elsewhere.invalid"))) {
            HeadraceException failure = failureOf(other.uri(), options -> options.trust(other.certificate()));

            assertThat(failure.code()).isEqualTo(ErrorCode.UNTRUSTED);
            assertThat(failure)
                    .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found")
                    .hasMessageEndingWith("Use a host for which it is valid, or have it renewed.");
            Headrace.connect(other.uri() + "?verifyPeer=CA", options -> options.trust(other.certificate()))
                    .close();
        }
    }

    @Test
    void serverThatWantsACertificate_isShownOne() {
        try (RedisServer strict = RedisServer.start(options -> options.tls().config("tls-auth-clients", "yes"))) {
            HeadraceException without = failureOf(strict.uri(), options -> options.trust(strict.certificate()));
            HeadraceException wrong = failureOf(
                    strict.uri(),
                    options -> options.trust(strict.certificate())
                            .clientCertificate(
                                    REDIS.server().certificate(), REDIS.server().key()));
            Headrace.connect(
                            strict.uri(),
                            options -> options.trust(strict.certificate())
                                    .clientCertificate(strict.certificate(), strict.key()))
                    .close();

            assertThat(without.code()).isEqualTo(ErrorCode.UNTRUSTED);
            assertThat(without)
                    .hasMessage("HR-1208 " + address(strict) + " does not accept us: certificate_required. Show a"
                            + " certificate that it trusts:"
                            + " connect(uri, options -> options.clientCertificate(certificate, key)).");
            assertThat(wrong.code()).isEqualTo(ErrorCode.UNTRUSTED);
            assertThat(wrong).hasMessageContaining("unknown_ca");
        }
    }

    @Test
    void redisUriToATlsPort_saysSo() {
        HeadraceException failure = failureOf(
                REDIS.uri().replace("rediss:", "redis:"), options -> options.commandTimeout(Duration.ofMillis(500)));

        assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_PROTOCOL);
        assertThat(failure).hasMessageContaining("use rediss:// if it wants TLS");
    }

    @Test
    void fileThatIsMissing_isNamed() {
        Path missing = directory.resolve("missing.pem");

        HeadraceException trust = failureOf(REDIS.uri(), options -> options.trust(missing));
        HeadraceException key = failureOf(
                REDIS.uri(), options -> options.clientCertificate(REDIS.server().certificate(), missing));
        HeadraceException folder = failureOf(REDIS.uri(), options -> options.trust(directory));

        assertThat(trust).hasMessage("HR-1004 trust is " + missing + ", but there is no such file. Correct the path.");
        assertThat(key)
                .hasMessageStartingWith("HR-1004 the key of clientCertificate is " + missing + ", but there is no");
        assertThat(folder).hasMessageStartingWith("HR-1004 trust is " + directory + ", but it cannot be read.");
    }

    @Test
    void fileOfAnotherKind_isNamed_withWhatItMustBe() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "no certificate\n");
        Path certificate = REDIS.server().certificate();
        Path key = REDIS.server().key();

        assertThat(failureOf(REDIS.uri(), options -> options.trust(text)))
                .hasMessage("HR-1004 trust is " + text + ", but it cannot be used."
                        + " It must be PEM and begin with -----BEGIN CERTIFICATE-----.");
        assertThat(failureOf(REDIS.uri(), options -> options.trust(key)))
                .hasMessageContaining("trust is " + key + ", but it cannot be used");
        assertThat(failureOf(REDIS.uri(), options -> options.clientCertificate(key, key)))
                .hasMessageContaining("clientCertificate is " + key + ", but it cannot be used");
        assertThat(failureOf(REDIS.uri(), options -> options.clientCertificate(certificate, certificate)))
                .hasMessageContaining("the key of clientCertificate is " + certificate)
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void filesForAUriWithoutTls_areRefused() {
        HeadraceException failure = failureOf("redis://127.0.0.1:1", TlsTest::trusting);

        assertThat(failure)
                .hasMessage("HR-1004 trust and clientCertificate are for TLS, but the URI is one without."
                        + " Write rediss://host:port.");
    }

    @Test
    void certificateWithoutItsKey_isRefused() {
        Path certificate = REDIS.server().certificate();

        assertThatThrownBy(() -> new Tls(null, certificate, null))
                .hasMessage("HR-1004 There is a certificate without a key. Give both or none.");
    }

    private static HeadraceOptions trusting(HeadraceOptions options) {
        return options.trust(REDIS.server().certificate());
    }

    private static String address(RedisServer server) {
        return "127.0.0.1:" + server.port();
    }
}
