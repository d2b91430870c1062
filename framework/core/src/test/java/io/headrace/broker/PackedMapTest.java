package io.headrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedMapTest {
    @Property
    void map_survivesTheRoundTrip(@ForAll @Size(max = 40) Map<Integer, Integer> numbers) {
        Map<String, String> map = new LinkedHashMap<>();
        numbers.forEach((name, value) -> map.put("näme-" + name, "✓".repeat(Math.floorMod(value, 300))));

        Map<String, String> unpacked = unpack(PackedMap.pack(map));

        assertThat(unpacked).isEqualTo(map);
        assertThat(unpacked.keySet()).containsExactlyElementsOf(map.keySet());
    }

    @Property
    void anyText_isPackedAndReadAgain(@ForAll String name, @ForAll String value) {
        Map<String, String> unpacked = unpack(PackedMap.pack(Map.of(name, value)));

        assertThat(unpacked).hasSize(1);
    }

    @Test
    void halfASurrogatePair_isReplaced() {
        byte[] packed = PackedMap.pack(Map.of("a\ud83d", "\ude00b"));

        assertThat(unpack(packed)).isEqualTo(Map.of("a?", "?b"));
        String longText = "x".repeat(1000);
        assertThat(unpack(PackedMap.pack(Map.of("a", longText + "\ud83d")))).isEqualTo(Map.of("a", longText + "?"));
    }

    @Test
    void packedForm_isRawStringsOnly() {
        assertThat(PackedMap.pack(Map.of("a", "b"))).isEqualTo(hex("81 a1 61 a1 62"));
        assertThat(PackedMap.pack(Map.of())).isEqualTo(hex("80"));
    }

    @Test
    void mapInTheMiddleOfAnArray_isReadAlone() {
        assertThat(PackedMap.unpack("headers", hex("ff 81 a1 61 a1 62 ff"), 1, 5))
                .isEqualTo(Map.of("a", "b"));
    }

    @Test
    void unpackedMap_isUnmodifiable() {
        Map<String, String> map = unpack(PackedMap.pack(Map.of("a", "b")));

        assertThatThrownBy(() -> map.put("c", "d")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "81", // ends before the name
                "81 a1 61", // ends before the value
                "81 a5 61 61", // ends within the name
                "a1 61", // a string
                "91 a1 61", // an array
                "81 a1 61 01", // a number as value
                "81 01 a1 61", // a number as name
                "81 a1 61 c0", // nil as value
                "c1", // never used
                "7b 22 61 22 3a 31 7d" // JSON
            })
    void malformedMap_isNoMessage(String malformed) {
        assertThatThrownBy(() -> unpack(hex(malformed)))
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.NOT_A_MESSAGE))
                .hasMessage("HR-2002 Field \"headers\" is not a MessagePack map of strings.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "df 7f ff ff ff", // two thousand million pairs
                "df 01 00 00 00 a1 61 a1 62", // one pair of sixteen million
                "df ff ff ff ff", // more than an int holds
                "81 db 7f ff ff ff 61", // a name of two gigabytes
                "81 a1 61 db 7f ff ff ff 61", // a value of two gigabytes
                "81 a1 61 c6 7f ff ff ff 61"
            })
    void hugeDeclaredSize_isRefusedWithoutRoomForIt(String malformed) {
        byte[] bytes = hex(malformed);
        long before = Allocated.bytes();

        assertThatThrownBy(() -> unpack(bytes)).isInstanceOf(HeadraceException.class);

        assertThat(Allocated.bytes() - before).isLessThan(16 << 20);
    }

    private static Map<String, String> unpack(byte[] packed) {
        return PackedMap.unpack("headers", packed, 0, packed.length);
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }
}
