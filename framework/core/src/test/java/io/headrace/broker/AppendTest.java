package io.headrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.codec.FieldsCodec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P3")
class AppendTest {
    /** Its values are the fields. */
    private static final FieldsCodec<List<byte[]>> RAW = new FieldsCodec<>() {
        @Override
        public List<byte[]> encodeFields(List<byte[]> value) {
            return value;
        }

        @Override
        public List<byte[]> decodeFields(List<byte[]> fields) {
            return fields;
        }

        @Override
        public byte[] encode(List<byte[]> value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<byte[]> decode(byte[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }
    };

    private static final EventStream<List<byte[]>> CLICKS = EventStream.of("clicks", RAW);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 3_999, 4_001, 4_002, 100_000})
    void fieldsThatNoEntryCanHave_areRefused(int items) {
        assertThatThrownBy(() -> append(Collections.nCopies(items, new byte[1])))
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENCODE))
                .hasMessageStartingWith("HR-2001 ")
                .hasMessageContaining("\"clicks\"")
                .hasMessageContaining("made " + items)
                .hasMessageEndingWith("Nothing was sent.");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 4_000})
    void namesAndValuesInTurn_areTheEntry(int items) {
        List<byte[]> fields = Collections.nCopies(items, new byte[1]);

        assertThat(append(fields).fields()).isEqualTo(fields);
    }

    @Test
    void missingValue_isRefused() {
        assertThatThrownBy(() -> append(Arrays.asList(new byte[1], null)))
                .isInstanceOf(HeadraceException.class)
                .hasMessageStartingWith("HR-2001 ")
                .hasMessageContaining("null");
    }

    @Test
    void listThatTheCodecUsesAgain_doesNotChangeTheEntry() {
        List<byte[]> fields = new ArrayList<>(List.of(new byte[1], new byte[1]));
        Append append = append(fields);

        fields.clear();

        assertThat(append.fields()).hasSize(2);
    }

    private static Append append(List<byte[]> fields) {
        return Append.of(CLICKS, fields, 0, Map.of());
    }
}
