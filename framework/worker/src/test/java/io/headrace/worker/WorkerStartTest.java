package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.JavaOptions;
import io.headrace.testkit.JavaProcess;
import io.headrace.testkit.RedisExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worker processes that do not get to work: JVMs of their own, and what they leave behind for operators. */
class WorkerStartTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void printedConfiguration_needsNoServer() {
        process = JavaProcess.start(
                ShopProcess.class,
                options -> options.environment("HEADRACE_HTTP_PORT", "1234")
                        .arguments("--print-config", "--set", "headrace.redis.uri=redis://joe:hunter2@127.0.0.1:1"));

        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(process.lines())
                .contains(
                        "headrace.http.port: 1234  # HEADRACE_HTTP_PORT",
                        "# headrace.redis.uri: redis://joe:***@127.0.0.1:1  # --set",
                        "headrace.handlers.billing.streams.orders.concurrency: 16  # code",
                        "application closed");
    }

    @Test
    void serverThatIsAway_endsItWithOne() {
        process = JavaProcess.start(
                ShopProcess.class, "--set", "headrace.redis.uri=redis://127.0.0.1:1", "--set", "headrace.http.port=0");

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(process.errorTail()).contains("HR-1201 ");
    }

    @Test
    void serverThatComesLate_isAwaited() {
        REDIS.server().stop();
        process = shop("--set", "headrace.redis.wait=1m");
        process.awaitLine(line -> line.contains("HR-1201 ") && line.contains("tried again"), PATIENCE);

        REDIS.server().restart();

        process.awaitLine(line -> line.startsWith("  stop "), PATIENCE);
    }

    @Test
    void sigtermWhileTheServerIsAwaited_endsItWithZero() {
        process = shop("--set", "headrace.redis.wait=1h", "--set", "headrace.redis.uri=redis://127.0.0.1:1");
        process.awaitLine(line -> line.contains("tried again"), PATIENCE);

        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "headrace.http.prot=1,2,HR-5001",
        "headrace.handlers.biling.concurrency=1,2,HR-5001",
        "headrace.handlers.billing.order=KEY,2,HR-5001",
        "headrace.redis.uri=localhost,2,HR-1001",
        "headrace.http.host=192.0.2.1,1,HR-5004",
        "headrace.app.mode=broken,1,HR-5003",
        "headrace.app.mode=none,1,HR-5003"
    })
    void wrongStart_isToldInOneLine_withItsExitCode(String assignment, int code, String error) {
        process = shop("--set", assignment);

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(code);
        assertThat(process.errorTail()).contains(error + " ").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--config"})
    void wrongArguments_endItWithTwo(String argument) {
        process = JavaProcess.start(ShopProcess.class, argument);

        assertThat(process.awaitExit(PATIENCE)).isEqualTo(2);
        assertThat(process.errorTail()).contains("HR-5001 ", "--print-config");
    }

    @Test
    void launcher_getsTheExitCode() {
        int code = WorkerProcess.run(new WorkerArguments(directory.resolve("none.jar"), null, null, List.of(), false));

        assertThat(code).isEqualTo(2);
    }

    @Test
    void help_tellsTheOptions() {
        process = JavaProcess.start(ShopProcess.class, "--help");

        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(String.join("\n", process.lines())).contains("--app FILE", "--set KEY=VALUE");
    }

    private static JavaProcess shop(String... arguments) {
        return JavaProcess.start(
                ShopProcess.class, options -> onThisServer(options).arguments(arguments));
    }

    private static JavaOptions onThisServer(JavaOptions options) {
        return options.environment("HEADRACE_REDIS_URI", REDIS.uri()).environment("HEADRACE_HTTP_PORT", "0");
    }
}
