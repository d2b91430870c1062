package io.headrace.contract;

import static io.headrace.contract.Examination.REQUEST;
import static io.headrace.contract.Examination.at;
import static io.headrace.contract.Examination.judgedBy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.broker.Finding.Severity;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.message.EventStream;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an examination finds of the server as a whole, and that its advice mends it. */
class DoctorServerTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(Examination::safe);

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final int MIB = 1024 * 1024;

    private Examination examination;

    @BeforeEach
    void makeSafe() {
        examination = new Examination(REDIS.server());
        set("maxmemory", "0");
        set("maxmemory-policy", "noeviction");
        set("slowlog-log-slower-than", "-1");
        set("latency-monitor-threshold", "0");
        examination.command("SLOWLOG", "RESET");
        examination.command("LATENCY", "RESET");
    }

    @Test
    void serverWithABusyWorker_hasNoFindings_andItIsToldWhatIsLookedAt() {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicInteger handled = new AtomicInteger();
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            headrace.worker("billing")
                    .on(ORDERS, (order, context) -> handled.incrementAndGet())
                    .start();
            headrace.sender(ORDERS).send("A-1").join();
            await().until(() -> handled.get() == 1);

            List<Finding> findings = examination.findings(REQUEST.progress(told::add));

            assertThat(findings).isEmpty();
            assertThat(told)
                    .containsSubsequence("settings", "version", "memory", "clients", "streams", "stream orders")
                    .anyMatch(words -> words.matches("(redis|valkey) \\d.*, with(out)? WAITAOF"));
        }
    }

    @Test
    void unsafeSetting_isFoundUntilItIsMended() {
        set("maxmemory-policy", "allkeys-lru");

        Finding finding = examination.finding(ErrorCode.EVICTION, REQUEST);
        examination.mend(finding, "CONFIG SET");

        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void nearlyFullServer_isFoundUntilItHasRoom() {
        set("maxmemory", "" + (long) (usedMemory() * 1.1));

        Finding finding = examination.finding(ErrorCode.MEMORY_SHORT, REQUEST);
        examination.mend(finding, "CONFIG SET");

        assertThat(finding.why()).contains("of maxmemory").contains("%)");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void fragmentation_isFoundFromTheThresholdsOn() {
        Diagnosis strict = judgedBy(thresholds -> thresholds.fragmentation(0.01).fragmentedBytes(1));

        Finding finding = examination.finding(ErrorCode.FRAGMENTED, strict);

        assertThat(finding.severity()).isEqualTo(Severity.ADVICE);
        assertThat(examination.mend(finding, "MEMORY PURGE")).isEqualTo("OK");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void slowCommandsOnStreams_areFoundUntilTheyAreForgotten() {
        set("slowlog-log-slower-than", "0");
        examination.command("XADD", "orders", "*", "data", "secret");
        examination.command("SET", "unrelated", "x");
        set("slowlog-log-slower-than", "-1");

        Finding finding = examination.finding(ErrorCode.SLOW_COMMANDS, REQUEST);
        examination.mend(finding, "SLOWLOG RESET");

        assertThat(finding.why()).matches("1 of the \\d commands in SLOWLOG, the longest XADD with .* ms at .*");
        assertThat(finding.toString()).doesNotContain("secret");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void slowCommandsOnOtherKeys_areNotFound() {
        set("slowlog-log-slower-than", "0");
        examination.command("SET", "unrelated", "x");
        set("slowlog-log-slower-than", "-1");

        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void clientThatTakesNoReplies_isFoundUntilItIsGone() throws IOException {
        Diagnosis strict = judgedBy(thresholds -> thresholds.clientBytes(MIB));
        String large = "EVAL \"return string.rep('x', 4000000)\" 0\r\n";
        try (Socket lazy =
                new Socket(InetAddress.getLoopbackAddress(), REDIS.server().port())) {
            OutputStream requests = lazy.getOutputStream();
            requests.write("CLIENT SETNAME lazy\r\n".getBytes(UTF_8));
            requests.write(large.repeat(16).getBytes(UTF_8));
            await().until(() ->
                    examination.findings(ErrorCode.CLIENT_BUFFERS, strict).size() == 1);

            Finding finding = examination.finding(ErrorCode.CLIENT_BUFFERS, strict);
            examination.mend(finding, "CLIENT KILL");

            assertThat(finding.what()).contains("named lazy");
            assertThat(finding.why()).contains("MiB of replies that it does not take; the last command was eval");
            assertThat(examination.findings(strict)).isEmpty();
        }
    }

    @Test
    void slowAnswers_areFoundWhileTheWayIsSlow() {
        Duration delay = Duration.ofMillis(60);
        try (FaultProxy proxy = FaultProxy.to(REDIS.server().port())) {
            Diagnosis strict = judgedBy(thresholds -> thresholds.roundTrip(delay.dividedBy(2)));
            Runnable slow = () -> proxy.delay(FaultProxy.Direction.TO_CLIENT, delay);
            Diagnosis request = at(strict, "round trips", slow);

            List<Finding> findings = Examination.findings(proxy.uri(), request);

            assertThat(findings).extracting(Finding::code).containsExactly(ErrorCode.SLOW_ANSWERS);
            assertThat(findings.get(0).severity()).isEqualTo(Severity.WARNING);
            assertThat(findings.get(0).fix()).contains("redis-cli --intrinsic-latency");
        }
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void standstill_isFoundUntilItIsForgotten() {
        set("latency-monitor-threshold", "1");
        examination.command("EVAL", "local n = 0 for i = 1, 20000000 do n = n + i end", "0");
        set("latency-monitor-threshold", "0");

        Finding finding = examination.finding(ErrorCode.STANDSTILLS, REQUEST);
        examination.mend(finding, "LATENCY RESET");

        assertThat(finding.what()).endsWith("stood still for command");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    private long usedMemory() {
        return examination
                .command("INFO", "memory")
                .toString()
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                .findFirst()
                .orElseThrow();
    }

    private void set(String directive, String value) {
        REDIS.server().command("CONFIG", "SET", directive, value);
    }
}
