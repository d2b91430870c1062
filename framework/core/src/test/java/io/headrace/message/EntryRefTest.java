package io.headrace.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.HeadraceException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryRefTest {
    @Property
    void wireForm_parsesToItself(@ForAll Source source, @ForAll long millis, @ForAll long sequence) {
        EntryRef ref = new EntryRef(source, new MessageId(millis, sequence));

        assertThat(EntryRef.parse(ref.wire())).isEqualTo(ref);
    }

    @Test
    void streamAndLane_haveALetterEach() {
        MessageId id = new MessageId(17, 2);

        assertThat(new EntryRef(Source.STREAM, id).wire()).isEqualTo("m:17-2");
        assertThat(new EntryRef(Source.LANE, id)).hasToString("l:17-2");
        assertThat(new EntryRef(Source.LANE, id)).isNotEqualTo(new EntryRef(Source.STREAM, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "m:", "17-2", "x:17-2", "m17-2", "m:17", "M:17-2", "m:l:17-2"})
    void malformedText_isRefused(String wire) {
        assertThatThrownBy(() -> EntryRef.parse(wire))
                .isInstanceOf(HeadraceException.class)
                .hasMessageStartingWith("HR-1004 Not a");
    }
}
