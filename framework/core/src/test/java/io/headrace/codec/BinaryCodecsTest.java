package io.headrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.headrace.error.DecodeException;
import io.headrace.error.HeadraceException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class BinaryCodecsTest {
    record Order(String id, int amount, Instant at, Optional<String> note) {}

    private static final Order ORDER = new Order("A-1", 42, Instant.parse("2026-01-02T03:04:05Z"), Optional.of("x"));

    @Test
    void msgpack_keepsRecordsTimesAndGenerics() {
        Codec<Order> orders = Codec.msgpack(Order.class);
        Codec<Map<String, List<Order>>> maps = Codec.msgpack(new TypeReference<>() {});

        assertThat(orders.decode(orders.encode(ORDER))).isEqualTo(ORDER);
        assertThat(maps.decode(maps.encode(Map.of("a", List.of(ORDER))))).containsEntry("a", List.of(ORDER));
        assertThat(orders.encode(ORDER)).hasSizeLessThan(Codec.json(Order.class).encode(ORDER).length);
    }

    @Test
    void msgpack_refusesOtherBytes_andNamesTheType() {
        assertThatThrownBy(() -> Codec.msgpack(Order.class).decode(new byte[] {(byte) 0xc1, 7, 7}))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("3 bytes of MessagePack as Order");
    }

    @Property(tries = 200)
    void compressed_givesBackWhatItWasGiven(
            @ForAll @StringLength(max = 3000) String text, @ForAll @IntRange(max = 2000) int threshold) {
        Codec<String> codec = Codec.compressed(Codec.utf8(), threshold);
        String valid = text.replaceAll("[\\ud800-\\udfff]", "?");

        assertThat(codec.decode(codec.encode(valid))).isEqualTo(valid);
    }

    @Test
    void compressed_deflatesFromTheThresholdOn_ifItPays() {
        Codec<String> codec = Codec.compressed(Codec.utf8(), 100);

        assertThat(codec.encode("a".repeat(99))).hasSize(100).startsWith(0);
        assertThat(codec.encode("a".repeat(100))).hasSizeLessThan(20).startsWith(1);
    }

    @Test
    void compressed_decodesFromTheMiddleOfAnArray() {
        Codec<String> codec = Codec.compressed(Codec.utf8(), 10);
        byte[] packed = codec.encode("b".repeat(5000));
        byte[] framed = new byte[packed.length + 7];
        System.arraycopy(packed, 0, framed, 3, packed.length);

        assertThat(codec.decode(framed, 3, packed.length)).isEqualTo("b".repeat(5000));
    }

    @Test
    void compressed_refusesBombsStumpsAndOtherBytes() {
        Codec<byte[]> sender = new CompressedCodec<>(Codec.bytes(), 0, 1 << 20);
        Codec<byte[]> receiver = new CompressedCodec<>(Codec.bytes(), 0, 1000);
        byte[] bomb = sender.encode(new byte[100_000]);
        byte[] stump = Arrays.copyOf(bomb, bomb.length / 2);

        assertThatThrownBy(() -> receiver.decode(bomb)).hasMessageContaining("more than 1000 bytes");
        assertThatThrownBy(() -> sender.decode(stump)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> sender.decode(new byte[] {9, 1, 1})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> sender.decode(new byte[0])).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Codec.compressed(Codec.utf8(), -1)).isInstanceOf(HeadraceException.class);
    }
}
