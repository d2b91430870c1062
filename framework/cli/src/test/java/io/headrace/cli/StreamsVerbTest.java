package io.headrace.cli;

import io.headrace.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamsVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String MEMORY = "[\\d.]+ KiB"; // differs from server to server

    private final Terminal terminal = new Terminal(REDIS.uri());

    @Test
    void streams_areListedWithTheirGroups() {
        REDIS.server().command("XADD", "orders", "1769860800000-0", "data", "{}");
        REDIS.server().command("XADD", "bills", "1769860800000-0", "data", "{}");
        REDIS.server().command("XGROUP", "CREATE", "orders", "billing", "0");

        terminal.run("streams").ok().matches("streams.txt", MEMORY, "<size>");
        terminal.run("streams", "--json").ok().matches("streams-json.txt", "\"bytes\":\\d+", "\"bytes\":0");
    }

    @Test
    void noStream_isSaid() {
        terminal.run("streams").ok().matches("streams-none.txt");
    }
}
