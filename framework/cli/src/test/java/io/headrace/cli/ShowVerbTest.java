package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.testkit.RedisExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShowVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void message_isShownWithAllItsData() {
        scene.orders("{\"id\":\"A-0\",\"lines\":[{\"sku\":\"x\",\"cents\":1234567890123456789}]}");

        terminal.run("show", "orders", Scene.id(0)).ok().matches("show.txt");
        terminal.run("show", "orders", Scene.id(0), "--json").ok().matches("show-json.txt");
    }

    @Test
    void headersAndPackedData_areUnpacked() {
        EventStream<Map<String, Object>> packed = EventStream.of(
                        "orders",
                        Codec.msgpack(new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {}))
                .keyedBy(order -> "A-7");
        String id;
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            id = headrace.sender(packed)
                    .send(Map.of("cents", 7), Map.of("trace", "00-af"))
                    .join()
                    .toString();
        }

        terminal.run("show", "orders", id)
                .ok()
                .matches("show-packed.txt", "\\d+-\\d( |$)", "<id>", "(appended|time    ).*", "$1  <time>", id, "<id>");
    }

    @Test
    void entryOfAnotherProgram_isShownFieldByField() {
        REDIS.server().command("XADD", "orders", Scene.id(0), "time", "yesterday", "headers", "none", "user_id", "1");

        terminal.run("show", "orders", Scene.id(0)).ok().matches("show-fields.txt");
    }

    @Test
    void unknownId_isAnError() {
        scene.orders("a", "b");

        terminal.run("show", "orders", "1769860800000-9").matches("show-unknown.txt");
        terminal.run("show", "orders", "yesterday").matches("show-malformed.txt");
    }
}
