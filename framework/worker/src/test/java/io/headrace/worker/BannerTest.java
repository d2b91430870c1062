package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.WorkerPlan;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.message.Retention;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void oneStream_isToldWithItsPolicy_andTheServerWithoutItsPassword() {
        WorkerPlan.Part part = new WorkerPlan.Part(
                "orders",
                Retention.atLeast(Duration.ofDays(1)),
                HandlerOptions.DEFAULTS.concurrency(8).order(Order.KEY));

        List<String> lines = Banner.lines(List.of(plan(List.of(part))), "redis://joe:hunter2@host", "off");

        assertThat(lines.get(0)).matches("Headrace [0-9].*, worker clerk, pid [0-9]+");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "  server  redis://joe:***@host",
                        "  stream  orders for billing: concurrency 8, order key, 10 attempts 200ms to 5m apart, then dead"
                                + " letter, lease 10s, keeps at least 1d",
                        "  http    off",
                        "  stop    SIGTERM or Ctrl-C drains for up to 30s; a second one ends it at once");
    }

    @Test
    void manyStreams_takeNoMoreThanTenLines() {
        List<WorkerPlan.Part> parts = IntStream.range(0, 40)
                .mapToObj(i -> new WorkerPlan.Part("s" + i, Retention.keep(), HandlerOptions.DEFAULTS))
                .toList();

        List<String> lines = Banner.lines(List.of(plan(parts)), "memory:", "off");

        assertThat(lines).hasSizeLessThanOrEqualTo(10).contains("  and 35 more; --print-config lists them");
    }

    private static WorkerPlan plan(List<WorkerPlan.Part> parts) {
        return new WorkerPlan("billing", "clerk", Duration.ofSeconds(10), Duration.ofSeconds(30), parts);
    }
}
