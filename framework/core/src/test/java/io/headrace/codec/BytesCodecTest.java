package io.headrace.codec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytesCodecTest {
    private static final Codec<byte[]> CODEC = Codec.bytes();

    @Property
    void bytes_surviveTheRoundTrip(@ForAll byte[] bytes) {
        assertThat(CODEC.decode(CODEC.encode(bytes))).isEqualTo(bytes);
    }

    @Test
    void bytesInTheMiddleOfAnArray_areACopyOfTheirOwn() {
        byte[] shared = {1, 2, 3, 4};

        byte[] decoded = CODEC.decode(shared, 1, 2);
        shared[1] = 9;

        assertThat(decoded).containsExactly(2, 3);
    }
}
