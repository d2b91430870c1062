package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HandlerContextTest {
    private static final Message<String> MESSAGE = new Message<>(
            "orders", new MessageId(17, 4), "k", "value", Instant.ofEpochMilli(1234), Map.of("trace", "t-1"), 3);
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());

    /** Refers to itself, which has no end in JSON. */
    static final class Loop {
        public Loop getSelf() {
            return this;
        }
    }

    private final HandlerContext context = new HandlerContext(MESSAGE);

    @Test
    void context_showsTheMessage() {
        assertThat(context.message()).isSameAs(MESSAGE);
        assertThat(context.attempt()).isEqualTo(3);
        assertThat(context.version()).isEqualTo("17-4");
    }

    @Test
    void handlerThatAsksForNothing_hasNoEffects() {
        assertThat(asked()).isEmpty();
    }

    @Test
    @Tag("P3")
    void emits_areEffectsInTheirOrderWithTheMessagesTime() {
        EventStream<String> keyed = BILLS.keyedBy(value -> "key-" + value);

        context.emit(BILLS, "a");
        context.emit(keyed, "b", Map.of("kind", "late"));

        List<Effect> effects = asked();
        assertThat(effects).extracting(Effect::kind).containsOnly(Effect.EMIT);
        assertThat(effects).extracting(Effect::keys).containsOnly(List.of("bills"));
        assertThat(effects.get(0).arguments())
                .containsExactlyElementsOf(
                        Envelope.of(null, 1234, Map.of(), "a".getBytes(UTF_8)).fields());
        assertThat(effects.get(1).arguments())
                .containsExactlyElementsOf(Envelope.of("key-b", 1234, Map.of("kind", "late"), "b".getBytes(UTF_8))
                        .fields());
    }

    @Test
    void headersOfTheMessage_areNotPassedOnUnasked() {
        context.emit(BILLS, "a");

        assertThat(asked().get(0).arguments().get(5)).isEmpty();
    }

    @Test
    @Tag("P3")
    void emitAfterTheHandlerReturned_isRefusedAndEmitsNothing() {
        context.emit(BILLS, "in time");
        context.close();

        assertThatThrownBy(() -> context.emit(BILLS, "too late"))
                .isInstanceOfSatisfying(
                        HeadraceException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.CONTEXT_CLOSED))
                .hasMessageStartingWith("HR-3004 ")
                .hasMessageContaining("\"bills\"")
                .hasMessageContaining("17-4");

        assertThat(context.effects()).hasSize(1);
    }

    @Test
    @Tag("P3")
    void emitThatTheReturnOvertakes_isRefused() {
        EventStream<String> slow = EventStream.of("bills", encoding(context::close));
        context.emit(BILLS, "in time");

        assertThatThrownBy(() -> context.emit(slow, "too late")).hasMessageStartingWith("HR-3004 ");

        assertThat(context.effects()).hasSize(1);
    }

    @Test
    @Tag("P3")
    void effectsThatWereHandedOut_neverChange() {
        List<List<Effect>> handedOut = new ArrayList<>();
        EventStream<String> slow = EventStream.of("bills", encoding(() -> handedOut.add(asked())));
        context.emit(BILLS, "in time");

        assertThatThrownBy(() -> context.emit(slow, "too late")).hasMessageStartingWith("HR-3004 ");

        assertThat(handedOut)
                .singleElement()
                .satisfies(effects -> assertThat(effects).hasSize(1));
    }

    @Test
    @Tag("P3")
    void emitThatAnotherOvertakes_isKeptBehindIt() {
        EventStream<String> slow = EventStream.of("slow", encoding(() -> context.emit(BILLS, "first")));

        context.emit(slow, "second");

        assertThat(asked()).extracting(Effect::keys).containsExactly(List.of("bills"), List.of("slow"));
    }

    @Test
    void valueThatCannotBeEncoded_isTheHandlersFailure() {
        EventStream<Object> impossible = EventStream.of("bills", Codec.json(Object.class));

        assertThatThrownBy(() -> context.emit(impossible, new Loop()))
                .isInstanceOf(HeadraceException.class)
                .hasMessageStartingWith("HR-2001 ");

        assertThat(asked()).isEmpty();
    }

    /** What was asked for until the handler returned. */
    private List<Effect> asked() {
        context.close();
        return context.effects();
    }

    /** A codec during whose work something happens. */
    private static Codec<String> encoding(Runnable meanwhile) {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                meanwhile.run();
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] bytes, int offset, int length) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
