package io.headrace.cli;

import io.headrace.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PendingVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] IDLE = {
        " +[\\d.]+ m?s ", "  <idle> ", " +IDLE", "  IDLE", "\"idleMillis\":\\d+", "\"idleMillis\":0"
    };

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void pendingEntries_areListedWithHolderAndFailures() {
        scene.orders("a", "b").handled(1 + 1, (order, context) -> {
            throw new IllegalStateException("no database for " + order);
        });
        REDIS.server().command("XADD", "orders", "1769860900000-0", "data", "c");
        REDIS.server().command("XREADGROUP", "GROUP", "billing", "importer", "STREAMS", "orders", ">");

        terminal.run("pending", "orders", "billing").ok().matches("pending.txt", IDLE);
        terminal.run("pending", "orders", "billing", "--json").ok().matches("pending-json.txt", IDLE);
        terminal.run("pending", "orders", "billing", "--consumer", "importer")
                .ok()
                .matches("pending-consumer.txt", IDLE);
        terminal.run("pending", "orders", "billing", "--limit", "1").ok().matches("pending-limit.txt", IDLE);
    }

    @Test
    void nothingPending_isSaid() {
        scene.orders("a").group();

        terminal.run("pending", "orders", "billing").ok().matches("pending-none.txt");
        terminal.run("pending", "orders", "billing", "--consumer", "importer")
                .ok()
                .matches("pending-consumer-none.txt");
        terminal.run("pending", "orders", "billing", "--json").ok().matches("empty-json.txt");
    }
}
