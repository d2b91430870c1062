package io.headrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.DecodeException;
import java.util.HexFormat;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CodecTest {
    private static final Codec<String> CODEC = Codec.utf8();

    @Property
    void text_survivesTheRoundTrip(@ForAll String text) {
        Assume.that(UTF_8.newEncoder().canEncode(text));

        assertThat(CODEC.decode(CODEC.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "61ff62", "c3", "c0af", "eda080", "f4908080"})
    void malformedBytes_areRefused(String hex) {
        byte[] malformed = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> CODEC.decode(malformed))
                .isInstanceOf(DecodeException.class)
                .hasMessage("HR-2003 Cannot decode " + malformed.length + " bytes as UTF-8 text: malformed input");
    }

    @Test
    void bytesInTheMiddleOfAnArray_areDecodedAlone() {
        byte[] shared = "äöü".getBytes(UTF_8);

        assertThat(CODEC.decode(shared, 2, 2)).isEqualTo("ö");
        assertThat(CODEC.decode(shared, 6, 0)).isEmpty();
        assertThatThrownBy(() -> CODEC.decode(shared, 1, 2)).isInstanceOf(DecodeException.class);
    }
}
