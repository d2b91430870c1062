package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.PackedMap;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.LinkedHashMap;
import java.util.List;
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
            1,
            List.of(new Provenance.Death(1_732_000_000_001L, "java.io.IOException", "Verbindung weg")));

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
                .containsEntry("replays", "1")
                .containsEntry("history", "1732000000001 java.io.IOException Verbindung weg")
                .hasSize(12);
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

        assertThat(bare).isEqualTo(new Provenance("", "", MessageId.MIN, "", "", "", "", 0, "", 0, 0, List.of()));
    }

    @Test
    @Tag("P9")
    void replay_keepsTheLineage() {
        Provenance again = FULL.replayed(new MessageId(1_733_000_000_000L, 4));

        assertThat(again.replays()).isEqualTo(2);
        assertThat(again.history())
                .hasSize(2)
                .startsWith(FULL.history().get(0))
                .endsWith(new Provenance.Death(1_733_000_000_000L, "java.io.IOException", "Verbindung weg – ✗"));
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("replays", "history")
                .isEqualTo(FULL);
        assertThat(Provenance.unpack(again.pack())).isEqualTo(again);
    }

    @Test
    @Tag("P9")
    void manyReplays_keepTheNewestDeaths() {
        Provenance again = FULL;
        for (int i = 0; i < 20; i++) {
            again = again.replayed(new MessageId(i, 0));
        }

        assertThat(again.replays()).isEqualTo(21);
        assertThat(again.history())
                .map(Provenance.Death::atMillis)
                .containsExactly(12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
    }

    @Test
    void errorOfADeath_isOneShortLine() {
        Provenance.Death death = new Provenance.Death(1, "", "first\nsecond " + "x".repeat(300));

        assertThat(death.error()).startsWith("first second x").hasSize(200).endsWith("…");
        Provenance again = new Provenance("", "", MessageId.MIN, "", "", "", "", 0, "", 0, 1, List.of(death));
        assertThat(Provenance.unpack(again.pack()).history()).containsExactly(death);
    }

    @Test
    void olderName_isRead() {
        assertThat(Provenance.unpack(PackedMap.pack(Map.of("generation", "2"))).replays())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "attempts, many",
        "first-failed-at, ''",
        "replays, 2.5",
        "generation, x",
        "history, yesterday",
        "attempts, 99999999999"
    })
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
