package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.testkit.JavaOptions;
import io.headrace.testkit.JavaProcess;
import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worker processes as operators run them: JVMs of their own, on a real server. */
class WorkerProcessTest {
    private static final int SIGINT = 2;

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern HTTP = Pattern.compile(" +http +(http://\\S+?)/health/live,.*");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private JavaProcess process;

    @AfterEach
    void end() {
        if (process != null) {
            process.close();
        }
    }

    @Test
    void sigterm_drainsAndEndsWithZero() {
        start("slow");
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);

        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(process.lines()).contains("done A-1", "application closed");
        assertThat(pending()).isZero();
        assertThat(consumers()).isZero();
    }

    @Test
    void applicationThatIsClosed_canStillSend() {
        start("quick");

        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(REDIS.server().command("XLEN", "goodbyes")).isEqualTo(1L);
    }

    @Test
    void sigint_drainsAndEndsWithZero() throws IOException {
        assumeHeard("INT");
        start("slow");
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);

        signal("INT");

        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(process.lines()).contains("done A-1");
    }

    @Test
    void jvmWithoutTheModuleForSignals_drainsAllTheSame() {
        process = JavaProcess.start(
                ShopProcess.class,
                options -> onThisServer(options)
                        .jvm("-Xmx128m", "--limit-modules", "java.sql,java.naming,java.management,jdk.httpserver")
                        .arguments("--set", "headrace.app.mode=slow"));
        process.awaitLine(line -> line.startsWith("  stop "), PATIENCE);
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);

        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(143);
        assertThat(process.lines()).contains("done A-1", "application closed");
        assertThat(pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    void secondSignal_endsItAtOnce(String signal, int code) throws Exception {
        assumeHeard(signal);
        start("stubborn");
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);
        process.terminate();
        awaitReadiness("DRAINING");

        signal(signal);

        assertThat(process.awaitExit(Duration.ofSeconds(10))).isEqualTo(code);
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void drainThatTimesOut_endsWithThree_andTheMessageStaysPending() {
        start("stubborn", "--set", "headrace.worker.drain-timeout=200ms");
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);

        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(3);
        assertThat(process.lines()).contains("interrupted", "application closed");
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void workerThatFails_endsItWithOne() {
        start("failing");

        send("A-1");

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(process.lines())
                .contains("application closed")
                .anyMatch(line -> line.contains("HR-3003 "))
                .anyMatch(line -> line.contains("A worker failed. The others drain, and the process ends"));
    }

    @Test
    void otherAddress_isServedWithAWarning() {
        start("quick", "--set", "headrace.http.host=0.0.0.0");

        assertThat(process.lines())
                .anyMatch(line -> line.contains("WARN") && line.contains("served on 0.0.0.0 to whoever reaches it"));
    }

    @Test
    void runningProcess_answersProbesAndScrapes_untilItDrains() throws Exception {
        start("stubborn");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        awaitReadiness("UP");
        send("A-1");
        process.awaitLine("begun A-1"::equals, PATIENCE);

        await().atMost(PATIENCE)
                .until(() -> get("/metrics")
                        .body()
                        .contains("headrace_fetched_total{group=\"billing\",stream=\"orders\"} 1.0"));
        assertThat(get("/metrics").body())
                .contains("headrace_in_flight{group=\"billing\",stream=\"orders\"} 1.0")
                .contains("headrace_dead_total{group=\"billing\",stream=\"orders\"} 0.0");
        assertThat(metricsNamedBehind("# HELP "))
                .isEqualTo(metricsNamedBehind("# TYPE "))
                .hasSameSizeAs(MetricTexts.all().keySet());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        process.terminate();

        awaitReadiness("DRAINING");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void serverThatGoesAway_makesItNotReady_butAlive() throws Exception {
        start("quick");
        awaitReadiness("UP");

        REDIS.server().kill();

        await().atMost(PATIENCE).until(() -> get("/health/ready").statusCode() == 503);
        assertThat(get("/health/ready").body()).contains("DOWN");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        REDIS.server().restart();
        awaitReadiness("UP");
    }

    @Test
    void banner_tellsWhatRunsInTenLines() {
        start("quick", "--set", "headrace.handlers.billing.concurrency=3");

        List<String> banner = process.lines().stream()
                .dropWhile(line -> !line.startsWith("Headrace "))
                .toList();

        assertThat(banner).hasSizeLessThanOrEqualTo(10);
        assertThat(String.join("\n", banner))
                .contains("server  " + REDIS.uri(), "orders for billing: concurrency 3,", "stop    SIGTERM");
    }

    @Test
    void jarWithAnApplication_isRun() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop"), List.of("shop.Shop"));
        process = JavaProcess.start(
                WorkerProcess.class,
                options -> onThisServer(options)
                        .arguments("--app", jar.toString(), "--set", "headrace.app.greeting=hello"));
        process.awaitLine(HTTP.asMatchPredicate(), PATIENCE);

        send("A-1");

        assertThat(process.awaitLine(line -> line.startsWith("hello A-1 by "), PATIENCE))
                .contains("URLClassLoader");
        process.terminate();
        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(process.lines()).contains("application closed");
    }

    private void start(String mode, String... arguments) {
        process = JavaProcess.start(
                ShopProcess.class,
                options -> onThisServer(options)
                        .arguments("--set", "headrace.app.mode=" + mode)
                        .arguments(arguments));
        process.awaitLine(line -> line.startsWith("  stop "), PATIENCE);
    }

    private static JavaOptions onThisServer(JavaOptions options) {
        return options.environment("HEADRACE_REDIS_URI", REDIS.uri()).environment("HEADRACE_HTTP_PORT", "0");
    }

    private static void send(String order) {
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            headrace.sender(ShopProcess.ORDERS).send(order).join();
        }
    }

    private void awaitReadiness(String status) {
        await().atMost(PATIENCE).until(() -> get("/health/ready").body().contains("\"" + status + "\""));
    }

    private List<String> metricsNamedBehind(String comment) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(comment))
                .map(line -> line.split(" ", 4)[2])
                .toList();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        Matcher line = HTTP.matcher(process.awaitLine(HTTP.asMatchPredicate(), PATIENCE));
        assertThat(line.matches()).isTrue();
        return client.send(
                HttpRequest.newBuilder(URI.create(line.group(1) + path)).build(), BodyHandlers.ofString());
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid())
                .start()
                .onExit()
                .join();
    }

    private static long pending() {
        List<?> summary = (List<?>) REDIS.server().command("XPENDING", "orders", "billing");
        return (Long) summary.get(0);
    }

    private static int consumers() {
        return ((List<?>) REDIS.server().command("XINFO", "CONSUMERS", "orders", "billing")).size();
    }

    /** A script's background job, and so all that it starts, ignores SIGINT; nothing can make it hear. */
    private static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (signal.equals("INT") && Files.exists(status)) {
            long ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
            assumeThat(ignored & 1L << (SIGINT - 1))
                    .as("SIGINT is ignored here")
                    .isZero();
        }
    }
}
