package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetriesVerbsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] TIMES = {
        "(\\d+ min \\d+ s|now) +", "<$1>  ",
        "<\\d+ min \\d+ s>", "<due in>",
        "DUE IN +", "DUE IN  ",
        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "<first failed>",
        "\"(dueAt|firstFailedAt)\":\"[^\"]+\"", "\"$1\":\"<time>\""
    };

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void retries_areListed_thenHastened() {
        park("a", "b");

        terminal.run("retries", "ls", "orders", "billing").ok().matches("retries.txt", TIMES);
        terminal.run("retries", "ls", "orders", "billing", "--json").ok().matches("retries-json.txt", TIMES);
        terminal.run("retries", "now", "orders", "billing", Scene.id(1)).ok().matches("retries-now.txt");
        terminal.run("retries", "ls", "orders", "billing").ok().matches("retries-one-due.txt", TIMES);
        terminal.run("retries", "now", "orders", "billing", "--all", "--json")
                .ok()
                .matches("retries-now-json.txt");
    }

    @Test
    void hastenedMessages_reachAWorker() {
        park("a", "b");
        terminal.run("retries", "now", "orders", "billing", "--all").ok();
        Queue<String> handled = new ConcurrentLinkedQueue<>();

        scene.handled(2, (order, context) -> handled.add(order));

        await().until(() -> handled.size() == 2);
        assertThat(handled).containsExactlyInAnyOrderElementsOf(List.of("a", "b"));
    }

    @Test
    void idThatDoesNotWait_isAnError() {
        park("a");

        terminal.run("retries", "now", "orders", "billing", Scene.id(0), "1-1").matches("retries-now-unknown.txt");
    }

    @Test
    void nothingWaits_isSaid() {
        scene.orders("a").group();

        terminal.run("retries", "ls", "orders", "billing").ok().matches("retries-none.txt");
        terminal.run("retries", "now", "orders", "billing", "--all").ok().matches("retries-now-none.txt");
    }

    @Test
    void whatCannotBeMeant_isRefused() {
        terminal.run("retries", "now", "orders", "billing").matches("retries-now-what.txt");
        terminal.run("retries", "now", "orders", "billing", "--all", "1-1").matches("retries-now-both.txt");
    }

    private void park(String... orders) {
        scene.orders(orders).handled(orders.length, (order, context) -> {
            throw Retry.after(Duration.ofMinutes(order.equals("a") ? 30 : 50));
        });
    }
}
