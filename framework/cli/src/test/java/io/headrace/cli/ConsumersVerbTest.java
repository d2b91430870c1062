package io.headrace.cli;

import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConsumersVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] TIMES = {
        " +[\\d.]+ m?s( +)", "  <idle>$1",
        " +IDLE", "  IDLE",
        " +-  ", "  -  ",
        "\"idleMillis\":\\d+", "\"idleMillis\":0",
        "\"leaseMillis\":-\\d+", "\"leaseMillis\":-1",
        "\"leaseMillis\":\\d+", "\"leaseMillis\":1",
        "\\d+ d \\d+ h", "<lease>"
    };

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void workersStrangersAndParkedMessages_areToldApart() {
        scene.orders("a", "b", "c").handled(3, (order, context) -> {
            throw Retry.after(Duration.ofHours(1));
        });
        REDIS.server().command("XADD", "orders", "*", "data", "d");
        REDIS.server().command("XREADGROUP", "GROUP", "billing", "importer", "STREAMS", "orders", ">");
        REDIS.server().command("ZADD", "hr:{orders}:billing:alive", "1769860800000", "hr-host-dead");
        REDIS.server().command("ZADD", "hr:{orders}:billing:alive", "4102444800000", "hr-host-live");

        terminal.run("consumers", "orders", "billing").ok().matches("consumers.txt", TIMES);
        terminal.run("consumers", "orders", "billing", "--json").ok().matches("consumers-json.txt", TIMES);
    }

    @Test
    void groupWithoutConsumers_isSaid() {
        scene.orders("a").group();

        terminal.run("consumers", "orders", "billing").ok().matches("consumers-none.txt");
    }
}
