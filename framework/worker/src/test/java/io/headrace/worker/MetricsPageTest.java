package io.headrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.headrace.WorkerPlan;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.Retention;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private final MetricRegistry registry = new MetricRegistry();

    @Test
    void metersAndGauges_haveTheStreamAndTheGroupAsLabels() {
        MetricsPage page = new MetricsPage(registry, List.of(plan("billing", "orders", "{shop}.re:funds")));
        registry.meter("headrace.orders.billing.done").mark(3);
        registry.meter("headrace.{shop}.re:funds.billing.done").mark(4);
        registry.register("headrace.orders.billing.in-flight", (Gauge<Integer>) () -> 5);

        assertThat(text(page).lines())
                .contains(
                        "# HELP headrace_done_total Messages: handled and acked",
                        "# TYPE headrace_done_total counter",
                        "headrace_done_total{group=\"billing\",stream=\"orders\"} 3.0",
                        "headrace_done_total{group=\"billing\",stream=\"{shop}.re:funds\"} 4.0",
                        "# HELP headrace_in_flight Messages in hand",
                        "# TYPE headrace_in_flight gauge",
                        "headrace_in_flight{group=\"billing\",stream=\"orders\"} 5.0");
    }

    @Test
    void metersWithoutEvents_areThereFromTheStart() {
        MetricsPage page = new MetricsPage(registry, List.of(plan("billing", "orders")));

        assertThat(text(page).lines())
                .contains(
                        "headrace_dead_total{group=\"billing\",stream=\"orders\"} 0.0",
                        "headrace_trouble_total{group=\"billing\",stream=\"orders\"} 0.0");
    }

    @Test
    void streamWhoseNameBeginsLikeAnother_isNotCountedTwice() {
        MetricsPage page = new MetricsPage(registry, List.of(plan("billing", "orders"), plan("billing", "orders.eu")));
        registry.meter("headrace.orders.eu.billing.done").mark(3);

        assertThat(text(page).lines().filter(line -> line.startsWith("headrace_done_total")))
                .containsExactlyInAnyOrder(
                        "headrace_done_total{group=\"billing\",stream=\"orders\"} 0.0",
                        "headrace_done_total{group=\"billing\",stream=\"orders.eu\"} 3.0");
    }

    @Test
    void processWithoutWorkers_hasAnEmptyPage() {
        assertThat(text(new MetricsPage(registry, List.of()))).isEmpty();
    }

    private static String text(MetricsPage page) {
        return new String(page.reply().body(), UTF_8);
    }

    private static WorkerPlan plan(String group, String... streams) {
        List<WorkerPlan.Part> parts = Stream.of(streams)
                .map(stream -> new WorkerPlan.Part(stream, Retention.keep(), HandlerOptions.DEFAULTS))
                .toList();
        return new WorkerPlan(group, "clerk", Duration.ofSeconds(10), Duration.ofSeconds(30), parts);
    }
}
