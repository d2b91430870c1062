package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Attempts;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.PackedList;
import io.headrace.broker.PackedMap;
import io.headrace.codec.Codec;
import io.headrace.error.DecodeException;
import io.headrace.handler.Context;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final Envelope SENT = Envelope.of("k", 1234, Map.of("trace", "t"), "value".getBytes(UTF_8));

    private final List<Message<?>> seen = new ArrayList<>();

    @Test
    void message_isTheEntryDecoded() {
        Delivery delivery = delivery(Source.STREAM, SENT.fields(), new Attempts(2, 1, 1, "x", 0, 0));

        run(ORDERS, delivery);

        assertThat(seen)
                .containsExactly(new Message<>(
                        "orders",
                        new MessageId(7, 1),
                        "k",
                        "value",
                        Instant.ofEpochMilli(1234),
                        Map.of("trace", "t"),
                        3));
        assertThat(delivery.failure()).isNull();
    }

    @Test
    @Tag("P9")
    void replayedMessage_isTheOneThatWasSentFirst() {
        byte[] meta = PackedMap.pack(Map.of("id", "5-3", "replays", "1"));
        Delivery delivery = delivery(
                Source.LANE,
                List.of(bytes("meta"), meta, bytes("entry"), PackedList.pack(SENT.fields())),
                Attempts.NONE);

        run(ORDERS, delivery);

        assertThat(seen).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(new MessageId(5, 3));
            assertThat(message.key()).isEqualTo("k");
            assertThat(message.value()).isEqualTo("value");
            assertThat(message.attempt()).isEqualTo(1);
        });
        assertThat(delivery.replays()).isEqualTo(1);
    }

    @Test
    void laneEntryThatIsNone_isUndecodable() {
        Delivery delivery = delivery(Source.LANE, SENT.fields(), Attempts.NONE);

        run(ORDERS, delivery);

        assertThat(delivery.failure()).isInstanceOf(DecodeException.class).hasMessageContaining("\"meta\"");
        assertThat(seen).isEmpty();
    }

    @Test
    void codecThatThrows_isUndecodableDataAndNotAFailedHandler() {
        Delivery delivery = delivery(Source.STREAM, SENT.fields(), Attempts.NONE);

        run(EventStream.of("orders", Codec.json(Integer.class)), delivery);

        assertThat(delivery.failure()).isInstanceOf(DecodeException.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void brokenHeaders_areUndecodable() {
        Envelope broken = new Envelope(bytes(""), bytes("1"), bytes("{}"), bytes("value"));
        Delivery delivery = delivery(Source.STREAM, broken.fields(), Attempts.NONE);

        run(ORDERS, delivery);

        assertThat(delivery.failure())
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("7-1")
                .hasMessageContaining("\"orders\"");
    }

    @Test
    void whateverAHandlerThrows_isItsMessagesFailureAndDropsTheEffects() {
        for (Throwable thrown :
                List.of(new IOException("x"), new IllegalStateException("x"), new AssertionError("x"))) {
            Delivery delivery = delivery(Source.STREAM, SENT.fields(), Attempts.NONE);

            Handler<String> handler = (value, context) -> {
                context.emit(ORDERS, "effect");
                InvocationTest.<RuntimeException>raise(thrown);
            };
            run(handler, delivery);

            assertThat(delivery.failure()).isSameAs(thrown);
            assertThat(delivery.effects()).isEmpty();
        }
    }

    @Test
    @Tag("P3")
    void contextOfAFailedHandler_takesNothingMore() {
        AtomicReference<Context> leaked = new AtomicReference<>();
        Handler<String> handler = (value, context) -> {
            leaked.set(context);
            throw new IOException("x");
        };
        run(handler, delivery(Source.STREAM, SENT.fields(), Attempts.NONE));

        assertThatThrownBy(() -> leaked.get().emit(ORDERS, "late")).hasMessageStartingWith("HR-3004 ");
    }

    @Test
    void onlyUntouchedStreamEntries_areAckedPlainly() {
        assertThat(delivery(Source.STREAM, SENT.fields(), Attempts.NONE).isPlain())
                .isTrue();
        assertThat(delivery(Source.LANE, SENT.fields(), Attempts.NONE).isPlain())
                .isFalse();
        assertThat(delivery(Source.STREAM, SENT.fields(), new Attempts(1, 1, 1, "x", 0, 0))
                        .isPlain())
                .isFalse();
        Delivery emitting = delivery(Source.STREAM, SENT.fields(), Attempts.NONE);
        Handler<String> handler = (value, context) -> context.emit(ORDERS, "effect");
        run(handler, emitting);
        assertThat(emitting.isPlain()).isFalse();
    }

    @Test
    void lackOfMemoryWhileDecoding_isNotUndecodableData() {
        Codec<String> hungry = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] bytes, int offset, int length) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        Delivery delivery = Deliveries.fresh(1);

        Invocations.run(Invocation.of(EventStream.of("orders", hungry), (value, context) -> {}), delivery);

        assertThat(delivery.failure()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    @Tag("P13")
    void whateverAKeyFunctionThrows_isItsMessagesFailure() {
        Envelope keyless = Envelope.of(null, 1234, Map.of(), "value".getBytes(UTF_8));
        for (Throwable thrown : List.of(
                new IllegalStateException("x"),
                new IOException("x"),
                new AssertionError("x"),
                new StackOverflowError(),
                new ExceptionInInitializerError("x"))) {
            EventStream<String> keyed = ORDERS.keyedBy(value -> {
                InvocationTest.<RuntimeException>raise(thrown);
                return value;
            });
            Invocation invocation = Invocation.of(keyed, (value, context) -> seen.add(context.message()));
            Delivery delivery = delivery(Source.STREAM, keyless.fields(), Attempts.NONE);

            assertThat(invocation.keyOf(delivery)).isNull();
            Invocations.run(invocation, delivery);

            assertThat(delivery.failure()).isNotNull();
            assertThat(delivery.failure() == thrown || delivery.failure().getCause() == thrown)
                    .as("says %s", thrown)
                    .isTrue();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    @Tag("P13")
    void keyThatCouldNotBeFoundOnce_isNotTakenForNone() {
        AtomicInteger calls = new AtomicInteger();
        EventStream<String> keyed = ORDERS.keyedBy(value -> {
            if (calls.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("x");
            }
            return value;
        });
        Invocation invocation = Invocation.of(keyed, (value, context) -> seen.add(context.message()));
        Delivery delivery = delivery(
                Source.STREAM, Envelope.of(null, 1, Map.of(), bytes("value")).fields(), Attempts.NONE);

        assertThat(invocation.keyOf(delivery)).isNull();
        Invocations.run(invocation, delivery);

        assertThat(delivery.failure()).isInstanceOf(NoClassDefFoundError.class);
        assertThat(seen).isEmpty();
    }

    @Test
    @Tag("P9")
    void replayedMessageWhoseKeyCannotBeFound_keepsItsLineage() {
        byte[] meta = PackedMap.pack(Map.of("id", "5-3", "replays", "1"));
        byte[] entry =
                PackedList.pack(Envelope.of(null, 1, Map.of(), bytes("value")).fields());
        Delivery delivery = delivery(Source.LANE, List.of(bytes("meta"), meta, bytes("entry"), entry), Attempts.NONE);
        EventStream<String> keyed = ORDERS.keyedBy(value -> {
            throw new AssertionError("x");
        });
        Invocation invocation = Invocation.of(keyed, (value, context) -> seen.add(context.message()));

        assertThat(invocation.keyOf(delivery)).isNull();
        Invocations.run(invocation, delivery);

        assertThat(delivery.failure()).isInstanceOf(AssertionError.class);
        assertThat(delivery.messageId()).isEqualTo(new MessageId(5, 3));
        assertThat(delivery.replays()).isEqualTo(1);
    }

    private static void run(Handler<String> handler, Delivery delivery) {
        Invocations.run(Invocation.of(ORDERS, handler), delivery);
    }

    private <T> void run(EventStream<T> stream, Delivery delivery) {
        Invocations.run(Invocation.of(stream, (value, context) -> seen.add(context.message())), delivery);
    }

    private static Delivery delivery(Source source, List<byte[]> fields, Attempts attempts) {
        return new Delivery("hr-anne", source, 1, attempts, EntryBatch.of(new MessageId(7, 1), fields), 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @SuppressWarnings("unchecked") // throws anything from where nothing is declared
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
