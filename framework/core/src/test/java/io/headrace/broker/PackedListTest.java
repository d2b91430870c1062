package io.headrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P8")
class PackedListTest {
    @Property
    void binaryFields_surviveTheRoundTrip(@ForAll @Size(max = 40) List<@Size(max = 400) byte[]> fields) {
        List<byte[]> unpacked = PackedList.unpack("entry", PackedList.pack(fields));

        assertThat(unpacked).usingElementComparator(Arrays::compare).isEqualTo(fields);
    }

    @Test
    void everyByteAndEveryHeaderSize_survivesTheRoundTrip() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < 256; i++) {
            everyByte[i] = (byte) i;
        }
        List<byte[]> fields = List.of(new byte[0], new byte[31], new byte[32], everyByte, new byte[70_000]);

        List<byte[]> unpacked = PackedList.unpack("entry", PackedList.pack(fields));

        assertThat(unpacked).usingElementComparator(Arrays::compare).isEqualTo(fields);
    }

    @Test
    void thousandsOfFields_surviveTheRoundTrip() {
        List<byte[]> fields = Collections.nCopies(70_000, new byte[] {'x'});

        assertThat(PackedList.unpack("entry", PackedList.pack(fields))).hasSize(70_000);
    }

    @Test
    void packedForm_isAnArrayOfRawStrings() {
        byte[] packed = PackedList.pack(List.of(new byte[] {'k'}, new byte[] {(byte) 0xff, 0}));

        assertThat(HexFormat.of().formatHex(packed)).isEqualTo("92a16ba2ff00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "92a16b", // ends before the second field
                "91a56b", // ends within a field
                "81a16ba16b", // a map
                "9101", // a number as field
                "dd7fffffff", // two thousand million fields
                "ddffffffff", // more than an int holds
                "91db7fffffff61" // a field of two gigabytes
            })
    void malformedList_isRefused(String hex) {
        byte[] malformed = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> PackedList.unpack("entry", malformed))
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.NOT_A_MESSAGE))
                .hasMessage("HR-2002 Field \"entry\" is not a packed list of strings.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd7fffffff", "dd01000000a161", "91db0400000061", "92a161c604000000"})
    void hugeDeclaredSize_isRefusedWithoutRoomForIt(String hex) {
        byte[] malformed = HexFormat.of().parseHex(hex);
        long before = Allocated.bytes();

        assertThatThrownBy(() -> PackedList.unpack("entry", malformed)).isInstanceOf(HeadraceException.class);

        assertThat(Allocated.bytes() - before).isLessThan(16 << 20);
    }
}
