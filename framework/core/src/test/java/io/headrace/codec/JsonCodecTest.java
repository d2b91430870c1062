package io.headrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
    private static final Codec<Order> ORDERS = Codec.json(Order.class);

    record Order(String id, int amount, Optional<String> note) {}

    record Stay(LocalDate day, Instant from) {}

    record Mail(String subject, Object body) {}

    record Sensor(int lowest) {
        Sensor {
            if (lowest < 0) {
                throw new IllegalArgumentException("lowest is " + lowest);
            }
        }
    }

    /** Refers to itself, which has no end in JSON. */
    static final class Loop {
        public Loop getSelf() {
            return this;
        }
    }

    @Test
    void record_survivesTheRoundTrip() {
        Order order = new Order("ö-1", 41, Optional.of("rush"));

        byte[] bytes = ORDERS.encode(order);

        assertThat(new String(bytes, UTF_8)).isEqualTo("{\"id\":\"ö-1\",\"amount\":41,\"note\":\"rush\"}");
        assertThat(ORDERS.decode(bytes)).isEqualTo(order);
    }

    @Test
    void nullField_isLeftOut() {
        byte[] bytes = ORDERS.encode(new Order(null, 1, Optional.empty()));

        assertThat(new String(bytes, UTF_8)).doesNotContain("\"id\"");
        assertThat(ORDERS.decode(bytes)).isEqualTo(new Order(null, 1, Optional.empty()));
    }

    @Test
    void genericType_keepsItsArguments() {
        Codec<Map<String, List<Order>>> codec = Codec.json(new TypeReference<>() {});
        Map<String, List<Order>> value = Map.of("a", List.of(new Order("1", 2, Optional.empty())));

        Map<String, List<Order>> decoded = codec.decode(codec.encode(value));

        assertThat(decoded.get("a").get(0)).isInstanceOf(Order.class);
        assertThat(decoded).isEqualTo(value);
    }

    @Test
    void timeValues_areIsoText() {
        Stay stay = new Stay(LocalDate.of(2026, 2, 28), Instant.parse("2026-02-28T10:15:30.123Z"));
        Codec<Stay> codec = Codec.json(Stay.class);

        byte[] bytes = codec.encode(stay);

        assertThat(new String(bytes, UTF_8))
                .isEqualTo("{\"day\":\"2026-02-28\",\"from\":\"2026-02-28T10:15:30.123Z\"}");
        assertThat(codec.decode(bytes)).isEqualTo(stay);
    }

    @Test
    void bytesInTheMiddleOfAnArray_areDecodedAlone() {
        byte[] shared = "}{\"id\":\"x\",\"amount\":3}{\"id\"".getBytes(UTF_8);

        Order order = ORDERS.decode(shared, 1, shared.length - 6);

        assertThat(order).isEqualTo(new Order("x", 3, Optional.empty()));
    }

    @Test
    void unknownField_isIgnored() {
        assertThat(decode("{\"id\":\"x\",\"amount\":3,\"colour\":{\"r\":[1,2]}}")
                        .amount())
                .isEqualTo(3);
    }

    @Test
    void absentPrimitive_isRefusedWithProblemAndType() {
        assertThatThrownBy(() -> decode("{\"id\":\"x\"}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("HR-2003 Cannot decode 10 bytes of JSON as Order: ")
                .hasMessageContaining("`int`")
                .hasMessageEndingWith(", at amount");
    }

    @Test
    void nullPrimitive_isRefusedWithProblemAndType() {
        assertThatThrownBy(() -> decode("{\"id\":\"x\",\"amount\":null}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("as Order: ")
                .hasMessageContaining("null");
    }

    @Test
    void null_isRefused() {
        assertThatThrownBy(() -> decode("null"))
                .isInstanceOf(DecodeException.class)
                .hasMessage("HR-2003 Cannot decode 4 bytes of JSON as Order: the value is null");
        assertThatThrownBy(() -> ORDERS.encode(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void trailingTokens_areRefused() {
        assertThatThrownBy(() -> decode("{\"id\":\"x\",\"amount\":3} {}")).isInstanceOf(DecodeException.class);
        assertThat(decode("{\"id\":\"x\",\"amount\":3} \n").amount()).isEqualTo(3);
    }

    @Test
    void brokenJson_isRefused() {
        assertThatThrownBy(() -> decode("")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> decode("{\"id\":")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> decode("[]")).isInstanceOf(DecodeException.class);
    }

    @Test
    void deepNesting_isRefusedWithoutOverflowingTheStack() {
        String deep = "{\"subject\":\"s\",\"body\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> Codec.json(Mail.class).decode(deep.getBytes(UTF_8)))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    void valueThatRefusesItself_isRefusedWithItsReason() {
        byte[] bytes = "{\"lowest\":-4}".getBytes(UTF_8);

        assertThatThrownBy(() -> Codec.json(Sensor.class).decode(bytes))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("lowest is -4");
    }

    @Test
    void classNameInTheData_createsNothing() {
        String hostile = "{\"@class\":\"java.util.Date\",\"@type\":\"java.io.File\",\"subject\":\"s\",\"body\":"
                + "{\"@class\":\"java.net.URL\",\"url\":\"http://127.0.0.1\"}}";

        Mail mail = Codec.json(Mail.class).decode(hostile.getBytes(UTF_8));

        assertThat(mail.subject()).isEqualTo("s");
        assertThat(mail.body()).isEqualTo(Map.of("@class", "java.net.URL", "url", "http://127.0.0.1"));
    }

    @Test
    void pairOfClassNameAndValue_staysAList() {
        byte[] bytes = "{\"subject\":\"s\",\"body\":[\"java.util.Date\",1]}".getBytes(UTF_8);

        assertThat(Codec.json(Mail.class).decode(bytes).body()).isEqualTo(List.of("java.util.Date", 1));
    }

    @Test
    void unencodableValue_isRefusedAndNamesItsType() {
        assertThatThrownBy(() -> Codec.json(Loop.class).encode(new Loop()))
                .isInstanceOfSatisfying(
                        HeadraceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ENCODE))
                .hasMessageContaining(Loop.class.getName());
    }

    @Test
    void mapperOfTheCallersOwn_isUsed() {
        ObjectMapper shouting = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();

        byte[] bytes = Codec.json(shouting, Sensor.class).encode(new Sensor(7));

        assertThat(new String(bytes, UTF_8)).isEqualTo("{\"Lowest\":7}");
    }

    @Test
    void duration_isIsoText() {
        assertThat(new String(Codec.json(Duration.class).encode(Duration.ofMinutes(90)), UTF_8))
                .isEqualTo("\"PT1H30M\"");
    }

    private static Order decode(String json) {
        return ORDERS.decode(json.getBytes(UTF_8));
    }
}
