package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Headrace;
import io.headrace.WorkerBuilder;
import io.headrace.WorkerPlan;
import io.headrace.codec.Codec;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TuningTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> REFUNDS = EventStream.of("shop.refunds", Codec.utf8());

    @TempDir
    Path directory;

    @AutoClose
    private final Headrace headrace = Headrace.connect("memory:tuning");

    private Written written;

    @BeforeEach
    void begin() {
        written = new Written(directory);
    }

    @Test
    void nothingWritten_leavesTheCodeAsItIs() {
        assertThat(options("orders"))
                .isEqualTo(HandlerOptions.DEFAULTS.order(Order.KEY).concurrency(8));
    }

    @Test
    void keysOfAGroup_beatTheCodeOnAllItsStreams() {
        written.yaml("""
                headrace:
                  worker: { name: clerk, lease: 5s, drain-timeout: 7s }
                  handlers:
                    billing:
                      concurrency: 3
                      timeout: 30s
                      max-bytes: 1MiB
                      max-parked: 50
                      batch: { size: 9, linger: 5ms }
                      retry: { max-attempts: 4, initial: 1s, max: 2s, max-age: 1h }
                """);

        WorkerPlan plan = tuned().get(0).plan();

        assertThat(plan.name()).isEqualTo("clerk");
        assertThat(plan.lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.drainTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(plan.parts()).hasSize(2).allSatisfy(part -> {
            HandlerOptions options = part.options();
            assertThat(options.concurrency()).isEqualTo(3);
            assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(options.maxBytes()).isEqualTo(1 << 20);
            assertThat(options.maxParked()).isEqualTo(50);
            assertThat(options.batch()).isEqualTo(new HandlerOptions.Batch(9, Duration.ofMillis(5)));
            assertThat(options.onError().maxAttempts()).isEqualTo(4);
            assertThat(options.onError().maxAge()).isEqualTo(Duration.ofHours(1));
            assertThat(options.onError().backoff())
                    .isEqualTo(Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        });
        assertThat(plan.parts().get(0).options().order()).isEqualTo(Order.KEY);
    }

    @Test
    void keyOfAStream_beatsThatOfItsGroup_whoeverWroteIt() {
        written.yaml("headrace.handlers.billing.streams.shop.refunds.concurrency: 2")
                .set("headrace.handlers.billing.concurrency=5");

        assertThat(options("shop.refunds").concurrency()).isEqualTo(2);
        assertThat(options("orders").concurrency()).isEqualTo(5);
    }

    @Test
    void variables_areLookedUpByTheirKeys() {
        written.variable("HEADRACE_HANDLERS_BILLING_CONCURRENCY", "5")
                .variable("HEADRACE_HANDLERS_BILLING_STREAMS_SHOP_REFUNDS_RETRY_MAX_ATTEMPTS", "2");

        assertThat(options("orders").concurrency()).isEqualTo(5);
        assertThat(options("shop.refunds").onError().maxAttempts()).isEqualTo(2);
    }

    @Test
    void shorterLongestWait_takesTheFirstOneDownWithIt() {
        written.set("headrace.handlers.billing.retry.max=50ms");

        assertThat(options("orders").onError().backoff())
                .isEqualTo(Backoff.exponential(Duration.ofMillis(50), Duration.ofMillis(50)));
    }

    @Test
    void disabledStream_isTakenOut() {
        written.set("headrace.handlers.billing.streams.orders.enabled=false");

        assertThat(tuned().get(0).plan().parts())
                .extracting(WorkerPlan.Part::stream)
                .containsExactly("shop.refunds");
    }

    @Test
    void everythingDisabled_isRefused() {
        written.set("headrace.handlers.billing.enabled=false");

        assertThatThrownBy(this::tuned)
                .hasMessageStartingWith("HR-5001 ")
                .hasMessageContaining("nothing is left to do")
                .hasMessageEndingWith("by [headrace.handlers.billing.enabled (--set)].");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace.handlers.biling.concurrency|headrace.handlers.billing.concurrency",
                "headrace.handlers.billing.concurency|headrace.handlers.billing.concurrency",
                "headrace.handlers.billing.streams.order.timeout|headrace.handlers.billing.streams.orders.timeout"
            })
    void handlerThatIsNotThere_isRefusedWithTheNearestAndAllThereAre(String key, String nearest) {
        written.set(key + "=1");

        assertThatThrownBy(this::tuned)
                .hasMessageStartingWith("HR-5001 ")
                .hasMessageContaining("\"" + key + "\" (--set) is for no handler of the application.")
                .hasMessageContaining("Did you mean \"" + nearest + "\"?")
                .hasMessageContaining("It has group \"billing\" on \"orders\", \"shop.refunds\".");
    }

    @Test
    void variableForAHandlerThatIsNotThere_isRefused() {
        written.variable("HEADRACE_HANDLERS_BILING_CONCURRENCY", "5");

        assertThatThrownBy(this::tuned)
                .hasMessageContaining("HEADRACE_HANDLERS_BILING_CONCURRENCY is for no handler")
                .hasMessageContaining("\"HEADRACE_HANDLERS_BILLING_CONCURRENCY\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "codec", "start", "retention", "streams.orders.order"})
    void whatChangesTheMeaning_isCodeOnly(String key) {
        written.yaml("headrace.handlers.billing." + key + ": x");

        assertThatThrownBy(this::tuned)
                .hasMessageContaining("worker.yaml:1) cannot be configured")
                .hasMessageContaining("only its code sets it, by ");
    }

    @Test
    void variableThatChangesTheMeaning_isRefused() {
        written.variable("HEADRACE_HANDLERS_BILLING_ORDER", "KEY");

        assertThatThrownBy(this::tuned).hasMessageContaining("HandlerOptions.order(…)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace.handlers.billing.concurrency=0|concurrency is 0, but must be 1 to 4096",
                "headrace.handlers.billing.batch.linger=2m|linger is PT2M, but must be 0 to 1 min",
                "headrace.handlers.billing.retry.initial=10m|must be above zero and not above max",
                "headrace.worker.lease=1ms|must be 1 s to 10 min",
                "headrace.worker.name=a b|Bad worker name"
            })
    void valueOutOfItsRange_isRefusedWithItsPlaceAndTheRange(String assignment, String reason) {
        written.set(assignment);

        assertThatThrownBy(this::tuned)
                .hasMessageStartingWith("HR-5001 Bad configuration: \""
                        + assignment.substring(0, assignment.indexOf('=')) + "\" (--set): ")
                .hasMessageContaining(reason);
    }

    @Test
    void printedConfiguration_tellsEachValueAndItsOrigin_withoutSecrets() {
        written.yaml("headrace: { redis: { uri: 'redis://joe:hunter2@host' }, http: { port: 9090 } }")
                .variable("HEADRACE_HANDLERS_BILLING_CONCURRENCY", "5")
                .set("headrace.app.db-password=hunter2")
                .set("headrace.app.greeting=hello \"you\"");

        List<String> lines = printed();

        assertThat(lines)
                .contains(
                        "# headrace.redis.uri: redis://joe:***@host  # " + directory.resolve("worker.yaml") + ":1",
                        "# headrace.redis.password:  # default",
                        "headrace.http.port: 9090  # " + directory.resolve("worker.yaml") + ":1",
                        "headrace.http.host: 127.0.0.1  # default",
                        "headrace.worker.lease: 10s  # code",
                        "headrace.handlers.billing.streams.orders.concurrency: 5  # HEADRACE_HANDLERS_BILLING_CONCURRENCY",
                        "headrace.handlers.billing.streams.orders.max-bytes: 64MiB  # code",
                        "# headrace.app.db-password: ***  # --set",
                        "headrace.app.greeting: \"hello \\\"you\\\"\"  # --set")
                .noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void printedConfiguration_isAConfigurationThatSaysTheSame() {
        written.set("headrace.handlers.billing.retry.max-attempts=3").set("headrace.http.port=0");
        List<String> first = printed();

        written = new Written(directory).yaml(String.join("\n", first));
        List<String> second = printed();

        assertThat(second)
                .map(TuningTest::withoutOrigin)
                .isEqualTo(first.stream().map(TuningTest::withoutOrigin).toList());
    }

    private List<String> printed() {
        Settings settings = written.read();
        Tuning tuning = new Tuning(settings);
        return EffectiveSettings.lines(settings, tuning, tuning.apply(List.of(builder())));
    }

    private static String withoutOrigin(String line) {
        return line.substring(0, line.lastIndexOf("  # "));
    }

    private HandlerOptions options(String stream) {
        return tuned().get(0).plan().parts().stream()
                .filter(part -> part.stream().equals(stream))
                .findFirst()
                .orElseThrow()
                .options();
    }

    private List<WorkerBuilder> tuned() {
        return new Tuning(written.read()).apply(List.of(builder()));
    }

    private WorkerBuilder builder() {
        return headrace.worker("billing")
                .on(ORDERS, (order, context) -> {}, o -> o.concurrency(8).order(Order.KEY))
                .on(REFUNDS, (refund, context) -> {});
    }
}
