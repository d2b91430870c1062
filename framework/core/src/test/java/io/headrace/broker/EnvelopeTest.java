package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final byte[] DATA = {1, 2, 3};

    @Test
    void fields_areAlwaysTheSameFourInOrder() {
        assertThat(Envelope.FIELDS).containsExactly("key", "time", "headers", "data");
    }

    @Test
    void fields_areNamesAndValuesInTurn() {
        Map<String, String> headers = Map.of("trace", "t-1");

        Envelope envelope = Envelope.of("clé", 1_732_000_000_123L, headers, DATA);

        assertThat(envelope.fields())
                .containsExactly(
                        bytes("key"),
                        bytes("clé"),
                        bytes("time"),
                        bytes("1732000000123"),
                        bytes("headers"),
                        PackedMap.pack(headers),
                        bytes("data"),
                        DATA);
        assertThat(new Append("orders", envelope).weight()).isEqualTo(18 + 4 + 13 + PackedMap.pack(headers).length + 3);
    }

    @Test
    void missingKeyAndHeaders_areEmpty() {
        Envelope envelope = Envelope.of(null, 0, Map.of(), DATA);

        assertThat(envelope.key()).isEmpty();
        assertThat(envelope.headers()).isEmpty();
        assertThat(envelope.time()).isEqualTo(new byte[] {'0'});
    }

    @Test
    void timeBeforeTheEpoch_isNegativeDecimal() {
        assertThat(Envelope.of(null, -7, Map.of(), DATA).time()).isEqualTo("-7".getBytes(UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
