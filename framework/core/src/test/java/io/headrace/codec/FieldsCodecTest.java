package io.headrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldsCodecTest {
    enum Action {
        PURCHASE
    }

    record Event(
            @JsonProperty("user_id") long userId,
            Action action,
            @Nullable Instant at,
            boolean paid) {}

    record Nested(List<String> tags) {}

    private static final FieldsCodec<Event> CODEC = Codec.fields(Event.class);

    @Test
    void entryOfAnotherProgram_isBoundByName() {
        Event event = CODEC.decodeFields(fields(
                "user_id", "1", "action", "PURCHASE", "at", "2026-01-01T00:00:00Z", "paid", "true", "unknown", "x"));

        assertThat(event).isEqualTo(new Event(1, Action.PURCHASE, Instant.parse("2026-01-01T00:00:00Z"), true));
    }

    @Test
    void value_isWrittenFieldByFieldAndReadAgain() {
        Event event = new Event(7, Action.PURCHASE, null, false);

        List<byte[]> fields = CODEC.encodeFields(event);

        assertThat(fields)
                .map(field -> new String(field, UTF_8))
                .containsExactly("user_id", "7", "action", "PURCHASE", "paid", "false");
        assertThat(CODEC.decodeFields(fields)).isEqualTo(event);
        assertThat(CODEC.decode(CODEC.encode(event))).isEqualTo(event);
    }

    @Test
    void lastOfSeveralFieldsWithOneName_counts() {
        assertThat(CODEC.decodeFields(fields("user_id", "1", "paid", "false", "user_id", "2"))
                        .userId())
                .isEqualTo(2);
    }

    @Test
    void wrongValue_isNamedWithItsField() {
        assertThatThrownBy(() -> CODEC.decodeFields(fields("user_id", "one", "paid", "true")))
                .hasMessageStartingWith("HR-2003 Cannot decode 2 fields as Event: ")
                .hasMessageContaining("user_id");
        assertThatThrownBy(() -> CODEC.decodeFields(List.of("user_id".getBytes(UTF_8), new byte[] {(byte) 0xff})))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void missingPrimitive_isRefused() {
        assertThatThrownBy(() -> CODEC.decodeFields(fields("user_id", "1"))).hasMessageContaining("paid");
    }

    @Test
    void unknownFields_areRefusedByAMapperThatDoesSo() {
        JsonMapper strict = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        assertThatThrownBy(() -> Codec.fields(strict, Event.class)
                        .decodeFields(fields("user_id", "1", "paid", "true", "extra", "x")))
                .hasMessageContaining("extra");
    }

    @Test
    void valueThatIsNotFlat_isRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> Codec.fields(Nested.class).encodeFields(new Nested(List.of("a"))))
                .hasMessageStartingWith("HR-2001 ")
                .hasMessageContaining("property \"tags\" is not a single value");
        assertThatThrownBy(() -> Codec.fields(Object.class).encodeFields(new Object()))
                .hasMessageStartingWith("HR-2001 ");
    }

    private static List<byte[]> fields(String... names) {
        return Arrays.stream(names).map(name -> name.getBytes(UTF_8)).toList();
    }
}
