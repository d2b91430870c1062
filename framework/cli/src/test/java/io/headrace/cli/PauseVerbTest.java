package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PauseVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] TIMES = {
        "until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d",
        "until <time>",
        "\"until\":\"[^\"]+\"",
        "\"until\":\"<time>\""
    };

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void pause_isKeptOnTheServer_untilItIsResumed() {
        scene.orders("a").group();

        terminal.run("pause", "orders", "billing", "--reason", "database moves", "--by", "anne")
                .ok()
                .matches("pause.txt");
        terminal.run("groups", "orders").ok().matches("pause-groups.txt");
        terminal.run("pause", "orders", "billing", "--for", "10m", "--reason", "again", "--by", "bob")
                .ok()
                .matches("pause-for.txt", TIMES);
        terminal.run("pause", "orders", "billing", "--for", "10m", "--reason", "again", "--by", "bob", "--json")
                .ok()
                .matches("pause-json.txt", TIMES);
        terminal.run("resume", "orders", "billing").ok().matches("resume.txt");
        terminal.run("resume", "orders", "billing").ok().matches("resume-none.txt");
        terminal.run("resume", "orders", "billing", "--json").ok().matches("resume-json.txt");
    }

    @Test
    void pausedWorker_beginsNothing_untilItIsResumed() {
        Queue<String> handled = new ConcurrentLinkedQueue<>();
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            Worker worker = headrace.worker("billing")
                    .on(Scene.ORDERS, (order, context) -> handled.add(order))
                    .start();
            headrace.sender(Scene.ORDERS).send("before").join();
            await().until(() -> handled.contains("before"));

            terminal.run("pause", "orders", "billing", "--reason", "database moves", "--by", "anne")
                    .ok();
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> worker.health().reasons().toString().contains("database moves"));
            headrace.sender(Scene.ORDERS).send("meanwhile").join();
            await().during(Duration.ofMillis(500)).until(() -> !handled.contains("meanwhile"));

            terminal.run("resume", "orders", "billing").ok();
            await().atMost(Duration.ofSeconds(3)).until(() -> handled.contains("meanwhile"));
        }
        assertThat(handled).containsExactly("before", "meanwhile");
    }

    @Test
    void whatCannotBeMeant_isRefused() {
        terminal.run("pause", "orders", "billing").matches("pause-no-reason.txt");
        terminal.run("pause", "orders", "billing", "--reason", "x", "--for", "ten")
                .matches("pause-malformed.txt");
        terminal.run("pause", "orders", "billing", "--reason", "x", "--for", "36501d")
                .matches("pause-too-long.txt");
        terminal.run("resume", "orders", "billing").matches("resume-unknown.txt");
    }
}
