package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Envelope;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.DecodeException;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.observe.Flow;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that no handler can be called with: dead letters at once, byte for byte, and nobody else is hurt. */
class UndecodableTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<Order> ORDERS = EventStream.of("orders", Codec.json(Order.class));
    private static final String GOOD = "{\"item\":\"tea\",\"amount\":2}";

    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AutoClose
    private RedisUnderTest redis;

    @AutoClose
    private Headrace headrace;

    record Order(String item, int amount) {}

    @BeforeEach
    void connect() {
        redis = new RedisUnderTest(REDIS.server(), "");
        headrace = Headrace.connect(REDIS.uri());
    }

    static Stream<Arguments> rubbish() {
        return Stream.of(
                Arguments.of(
                        "data that is no JSON",
                        envelope("0", "", "{not json"),
                        "Cannot decode 9 bytes of JSON as Order"),
                Arguments.of("JSON of another shape", envelope("0", "", "[1]"), "as Order"),
                Arguments.of("a null", envelope("0", "", "null"), "the value is null"),
                Arguments.of("no data at all", envelope("0", "", ""), "Cannot decode 0 bytes"),
                Arguments.of("a missing number", envelope("0", "", "{\"item\":\"tea\"}"), ", at amount"),
                Arguments.of("more behind the value", envelope("0", "", GOOD + "{}"), "as Order"),
                Arguments.of("bytes", new Envelope(b(0xff), b('0'), b(), b(0, 0xff, 0x80, 0xc3, 0x28)), "as Order"),
                Arguments.of("a time that is no number", envelope("soon", "", GOOD), "\"time\" is not a number"),
                Arguments.of("headers that are no map", envelope("0", "rubbish", GOOD), "\"headers\" is not a Message"),
                Arguments.of("headers cut short", headers(0x82, 0xa1, 'a', 0xa1, 'b'), "\"headers\" is not a Message"),
                Arguments.of("headers that lie", headers(0xdf, 0xff, 0xff, 0xff, 0xff), "\"headers\" is not a Message"),
                Arguments.of("a long lie", headers(0x81, 0xdb, 0x7f, 0xff, 0xff, 0xff), "\"headers\" is not a Message"),
                Arguments.of("headers of numbers", headers(0x81, 0x01, 0x02), "\"headers\" is not a Message"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rubbish")
    @Tag("P8")
    void undecodableEntry_isADeadLetterAtOnce_byteForByte(String what, Envelope entry, String problem) {
        Appended appended = redis.broker()
                .append(List.of(new Append("orders", entry)), Durability.memory())
                .join()
                .get(0);
        MessageId id = ((Appended.Done) appended).id();

        Worker worker = start(ORDERS);
        DeadLetters<Order> dead = headrace.deadLetters(ORDERS, "billing");
        await().until(() -> dead.size() == 1);
        headrace.sender(ORDERS).send(new Order("tea", 2)).join();
        await().until(() -> handled.contains("tea"));
        worker.close();

        DeadLetter<Order> letter = dead.list(1).get(0);
        assertThat(letter.reason()).isEqualTo("UNDECODABLE");
        assertThat(letter.messageId()).isEqualTo(id);
        assertThat(letter.provenance().attempts()).isEqualTo(1);
        assertThat(letter.error()).contains(problem);
        assertThat(letter.entry().fields(0)).containsExactlyElementsOf(entry.fields());
        assertThat(handled).containsExactly("tea");
        assertThat(worker.counts("orders").of(Flow.PARKED)).isZero();
    }

    @Test
    @Tag("P8")
    void entryOfAnotherProgram_isADeadLetterWithItsOwnFields() {
        String[] fields = {"user_id", "1", "action", "purchase", "action", "again"};
        redis.addEntry("orders", List.of(fields));

        Worker worker = start(ORDERS);
        DeadLetters<Order> dead = headrace.deadLetters(ORDERS, "billing");
        await().until(() -> dead.size() == 1);
        worker.close();

        DeadLetter<Order> letter = dead.list(1).get(0);
        assertThat(letter.reason()).isEqualTo("UNDECODABLE");
        assertThat(letter.error()).contains("has no field \"data\": it was not written by Headrace");
        assertThat(letter.entry().fields(0))
                .extracting(field -> new String(field, UTF_8))
                .containsExactly(fields);
        assertThatThrownBy(letter::value).isInstanceOf(HeadraceException.class);
        assertThat(letter.key()).isNull();
        assertThat(letter.headers()).isEmpty();
    }

    static Stream<Arguments> brokenCodecs() {
        return Stream.of(
                Arguments.of("exception", codec(() -> new IllegalStateException("codec is broken"))),
                Arguments.of("decode exception", codec(() -> new DecodeException("codec is broken", null))),
                Arguments.of("stack overflow", codec(StackOverflowError::new)),
                Arguments.of("mute exception", codec(Mute::new)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCodecs")
    void codecThatThrows_makesADeadLetter_andTheWorkerGoesOn(String what, Codec<String> codec) {
        EventStream<String> orders = EventStream.of("orders", codec);
        headrace.sender(orders).send("broken").join();

        Worker worker = start(orders);
        DeadLetters<String> dead = headrace.deadLetters(orders, "billing");
        await().until(() -> dead.size() == 1);
        headrace.sender(orders).send("fine").join();
        await().until(() -> handled.contains("fine"));
        worker.close();

        assertThat(dead.list(1)).first().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("UNDECODABLE");
            assertThat(letter.entry().value(0, "data")).asString(UTF_8).isEqualTo("broken");
        });
    }

    @Test
    void codecThatCannotEncode_failsTheSend_andNothingIsAppended() {
        IllegalStateException cause = new IllegalStateException("codec is broken");
        EventStream<String> throwing = EventStream.of("orders", encoder(() -> {
            throw cause;
        }));
        EventStream<String> absent = EventStream.of("orders", encoder(() -> null));

        assertThatThrownBy(() -> headrace.sender(throwing).send("x")).isSameAs(cause);
        assertThatThrownBy(() -> headrace.sender(absent).send("x")).hasMessage("the codec encoded the value as null");

        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    private <T> Worker start(EventStream<T> stream) {
        return headrace.worker("billing")
                .on(stream, (order, ctx) -> handled.add(order instanceof Order tea ? tea.item() : order.toString()))
                .start();
    }

    /** Decodes all but "broken". */
    private static Codec<String> codec(Supplier<Throwable> failure) {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] bytes, int offset, int length) {
                String value = new String(bytes, offset, length, UTF_8);
                if (value.equals("broken")) {
                    Mute.throwAny(failure.get());
                }
                return value;
            }
        };
    }

    private static Codec<String> encoder(Supplier<byte[]> bytes) {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return bytes.get();
            }

            @Override
            public String decode(byte[] encoded, int offset, int length) {
                return new String(encoded, offset, length, UTF_8);
            }
        };
    }

    private static Envelope envelope(String time, String headers, String data) {
        return new Envelope(b(), time.getBytes(UTF_8), headers.getBytes(UTF_8), data.getBytes(UTF_8));
    }

    private static Envelope headers(int... bytes) {
        return new Envelope(b(), b('0'), b(bytes), GOOD.getBytes(UTF_8));
    }

    private static byte[] b(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return array;
    }
}
