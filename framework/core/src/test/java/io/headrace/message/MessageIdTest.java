package io.headrace.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.HeadraceException;
import java.math.BigInteger;
import java.util.Comparator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
    @Property
    void printedId_parsesToItself(@ForAll long millis, @ForAll long sequence) {
        MessageId id = new MessageId(millis, sequence);

        assertThat(MessageId.parse(id.toString())).isEqualTo(id);
    }

    @Property
    void order_isThatOfTheUnsignedNumbers(
            @ForAll long millis, @ForAll long sequence, @ForAll long otherMillis, @ForAll long otherSequence) {
        MessageId one = new MessageId(millis, sequence);
        MessageId other = new MessageId(otherMillis, otherSequence);

        assertThat(Integer.signum(one.compareTo(other)))
                .isEqualTo(Integer.signum(number(one).compareTo(number(other))));
    }

    @Property
    void previous_isRightBefore(@ForAll long millis, @ForAll long sequence) {
        MessageId id = new MessageId(millis, sequence);
        Assume.that(!id.equals(MessageId.MIN));

        assertThat(number(id.previous())).isEqualTo(number(id).subtract(BigInteger.ONE));
    }

    @Test
    void bigNumbers_areUnsigned() {
        String largest = "18446744073709551615-18446744073709551615";

        assertThat(MessageId.MAX).hasToString(largest);
        assertThat(MessageId.parse(largest)).isEqualTo(MessageId.MAX);
        assertThat(MessageId.parse("9223372036854775808-1")).isGreaterThan(new MessageId(Long.MAX_VALUE, -1));
    }

    @Test
    void previous_staysAtTheFirstAndCrossesTheMillisecond() {
        assertThat(MessageId.MIN.previous()).isEqualTo(MessageId.MIN);
        assertThat(new MessageId(0, 1).previous()).isEqualTo(MessageId.MIN);
        assertThat(new MessageId(5, 0).previous()).hasToString("4-18446744073709551615");
    }

    @Test
    void borders_encloseEveryId() {
        assertThat(new MessageId(1732, 7))
                .usingComparator(Comparator.naturalOrder())
                .isBetween(MessageId.MIN, MessageId.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "5",
                "5-",
                "-5",
                "-5-1",
                "5--1",
                "a-1",
                "1-b",
                "1-2-3",
                " 1-2",
                "1-2 ",
                "$",
                "*",
                "1.0-2",
                "18446744073709551616-0"
            })
    void malformedText_isRefusedAndQuoted(String text) {
        assertThatThrownBy(() -> MessageId.parse(text))
                .isInstanceOf(HeadraceException.class)
                .hasMessageContaining("Not a message id: \"" + text + "\"");
    }

    @Test
    void signInAnId_isRefused() {
        assertThatThrownBy(() -> MessageId.parse("1-+2")).hasMessageContaining("Not a message id");
    }

    private static BigInteger number(MessageId id) {
        return new BigInteger(Long.toUnsignedString(id.millis()))
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(id.sequence())));
    }
}
