package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RespConnectionTest {
    @Test
    void command_isEncodedAsArrayOfBulks() {
        byte[] bytes = RespConnection.encode("SET", "clé", "");

        assertThat(bytes).asString(UTF_8).isEqualTo("*3\r\n$3\r\nSET\r\n$4\r\nclé\r\n$0\r\n\r\n");
    }

    @Test
    void simpleStringIntegerAndBulk_areRead() throws IOException {
        assertThat(read("+OK\r\n")).isEqualTo("OK");
        assertThat(read(":-42\r\n")).isEqualTo(-42L);
        assertThat(read("$0\r\n\r\n")).isEqualTo("");
    }

    @Test
    void bulkWithLineBreaksAndUtf8_isReadByLength() throws IOException {
        assertThat(read("$8\r\na\r\nb\r\né\r\n")).isEqualTo("a\r\nb\r\né");
    }

    @Test
    void nullBulkAndNullArray_areNull() throws IOException {
        assertThat(read("$-1\r\n")).isNull();
        assertThat(read("*-1\r\n")).isNull();
    }

    @Test
    void nestedArrayWithNull_isReadInOrder() throws IOException {
        assertThat(read("*3\r\n*2\r\n:1\r\n+a\r\n$-1\r\n*0\r\n"))
                .isEqualTo(Arrays.asList(List.of(1L, "a"), null, List.of()));
    }

    @Test
    void errorInsideArray_isAnElement() throws IOException {
        assertThat((List<?>) read("*2\r\n-WRONGTYPE no\r\n:1\r\n"))
                .satisfiesExactly(
                        error -> assertThat(error)
                                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                                .hasMessage("WRONGTYPE no"),
                        one -> assertThat(one).isEqualTo(1L));
    }

    @Test
    void replyCutOff_isEndOfFile() {
        for (String cut : List.of("", "+O", "$5\r\nabc", "$3\r\nabc\r", "*2\r\n:1\r\n")) {
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void bytesOfAnotherProtocol_areRefusedWithTheLine() {
        assertThatThrownBy(() -> read("HTTP/1.1 400 Bad Request\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP/1.1 400 Bad Request");
        assertThatThrownBy(() -> read("\r\n")).hasMessageContaining("Not a RESP2 reply");
    }

    private static Object read(String bytes) throws IOException {
        return RespConnection.read(new ByteArrayInputStream(bytes.getBytes(UTF_8)));
    }
}
