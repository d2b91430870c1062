package io.headrace.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "two", "-1", "2 seed", "2 1 1", "99999"})
    void badArguments_areRefusedWithAHint(String line) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();

        int code = Soak.execute(
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(errors, true, UTF_8),
                line.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString(UTF_8)).contains("-Dminutes=");
    }
}
