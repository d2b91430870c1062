package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.PackedMap;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("P8")
class ProvenanceTest {
    private static final Provenance FULL = new Provenance(
            "orders",
            "billing",
            new MessageId(1732, 9),
            "EXHAUSTED",
            "java.io.IOException",
            "Verbindung weg – ✗",
            "java.io.IOException\n\tat Shop.pay(Shop.java:7)",
            10,
            "hr-anne",
            1_732_000_000_456L,
            2);

    @Test
    void account_survivesTheRoundTrip() {
        assertThat(Provenance.unpack(FULL.pack())).isEqualTo(FULL);
    }

    @Test
    void names_areThoseOfTheWireFormat() {
        byte[] packed = FULL.pack();

        assertThat(PackedMap.unpack("meta", packed, 0, packed.length))
                .containsEntry("stream", "orders")
                .containsEntry("group", "billing")
                .containsEntry("id", "1732-9")
                .containsEntry("reason", "EXHAUSTED")
                .containsEntry("class", "java.io.IOException")
                .containsEntry("message", "Verbindung weg – ✗")
                .containsKey("stack")
                .containsEntry("attempts", "10")
                .containsEntry("worker", "hr-anne")
                .containsEntry("first-failed-at", "1732000000456")
                .containsEntry("generation", "2")
                .hasSize(11);
    }

    @Test
    void unknownNames_areIgnored() {
        byte[] packed = FULL.pack();
        Map<String, String> later = new LinkedHashMap<>(PackedMap.unpack("meta", packed, 0, packed.length));
        later.put("convictions", "two");

        assertThat(Provenance.unpack(PackedMap.pack(later))).isEqualTo(FULL);
    }

    @Test
    void missingNames_haveTheirDefaults() {
        Provenance bare = Provenance.unpack(PackedMap.pack(Map.of()));

        assertThat(bare).isEqualTo(new Provenance("", "", MessageId.MIN, "", "", "", "", 0, "", 0, 0));
    }

    @Test
    @Tag("P9")
    void replay_addsAGenerationAndKeepsTheLineage() {
        Provenance again = FULL.replayed();

        assertThat(again.generation()).isEqualTo(3);
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("generation")
                .isEqualTo(FULL);
    }

    @ParameterizedTest
    @CsvSource({"attempts, many", "first-failed-at, ''", "generation, 2.5", "attempts, 99999999999"})
    void numberThatIsNone_isNoAccount(String name, String value) {
        assertNoAccount(PackedMap.pack(Map.of(name, value)));
    }

    @Test
    void bytesThatAreNoMap_areNoAccount() {
        assertNoAccount("{\"stream\":\"orders\"}".getBytes(UTF_8));
    }

    @Test
    void badIdInAProvenance_isNoMessage() {
        assertThatThrownBy(() -> Provenance.unpack(PackedMap.pack(Map.of("id", "x"))))
                .hasMessageStartingWith("HR-2002 ");
    }

    private static void assertNoAccount(byte[] packed) {
        assertThatThrownBy(() -> Provenance.unpack(packed))
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.NOT_A_MESSAGE))
                .hasMessageContaining("\"meta\"");
    }
}
