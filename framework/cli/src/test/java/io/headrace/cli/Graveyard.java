package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.Headrace;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Provenance;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;

/** Puts dead letters on a server, as workers would have. */
final class Graveyard implements AutoCloseable {
    static final GroupRef BILLING = new GroupRef("orders", "billing");

    private static final long SENT = 1_769_860_800_000L; // 2026-01-31T12:00:00Z

    private final Headrace headrace;
    final DeadLetters<byte[]> letters;

    Graveyard(String uri) {
        this.headrace = Headrace.connect(uri);
        this.letters = headrace.deadLetters(EventStream.of("orders", Codec.bytes()), "billing");
    }

    /** Opens the group: a worker has run here before. */
    Graveyard open() {
        headrace.worker("billing")
                .on(EventStream.of("orders", Codec.bytes()), (order, context) -> {})
                .start()
                .close();
        return this;
    }

    /** Three orders of which two died of the same error, and one that is no JSON. */
    Graveyard bury() {
        bury(1, "anne", "{\"id\":\"A-1\",\"cents\":-5}", "shop.Negative", "amount of \"A-1\" is -5");
        bury(2, "bob", "{\"id\":\"B-22\",\"cents\":-70}", "shop.Negative", "amount of \"B-22\" is -70");
        bury(3, "", "id=C-3", "java.io.IOException", "no route to 10.0.0.1");
        return this;
    }

    void bury(int number, String key, String data, String type, String error) {
        bury(number, key, data.getBytes(UTF_8), type, error);
    }

    void bury(int number, String key, byte[] data, String type, String error) {
        Provenance why = new Provenance(
                "orders",
                "billing",
                new MessageId(SENT, number),
                "EXHAUSTED",
                type,
                error,
                type + ": " + error + "\n\tat shop.Billing.charge(Billing.java:" + number + ")\n",
                10,
                "hr-web-1-abc",
                SENT + 1_000,
                0,
                List.of());
        ObjectNode line = Payload.JSON.createObjectNode();
        line.putObject("meta").put("base64", why.pack());
        ArrayNode entry = line.putArray("entry");
        for (byte[] field :
                Envelope.of(key, SENT, Map.of("tenant", "t" + number), data).fields()) {
            entry.addObject().put("base64", field);
        }
        letters.importFrom(new ByteArrayInputStream(line.toString().getBytes(UTF_8)));
    }

    MessageId id(int index) {
        return letters.list(100).get(index).id();
    }

    @Override
    public void close() {
        headrace.close();
    }
}
