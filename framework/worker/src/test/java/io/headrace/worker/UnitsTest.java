package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "250ms,PT0.25S,250ms",
        "10s,PT10S,10s",
        "5m,PT5M,5m",
        "60m,PT1H,1h",
        "7d,PT168H,7d",
        "36500d,PT876000H,36500d",
        "0,PT0S,0s"
    })
    void duration_isReadAndPrintedWithItsLargestUnit(String text, Duration duration, String printed) {
        assertThat(Units.duration(text)).isEqualTo(duration);
        assertThat(Units.print(duration)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "1.5s", "-1s", "10 s", "10sec", "1h30m", "10S"})
    void textThatIsNoDuration_isRefusedWithExamples(String text) {
        assertThatThrownBy(() -> Units.duration(text)).hasMessageContaining("250ms, 10s, 5m, 1h or 7d");
    }

    @ParameterizedTest
    @CsvSource({"1000,1000,1000", "100B,100,100", "64KiB,65536,64KiB", "64MiB,67108864,64MiB", "2048MiB,2147483648,2GiB"
    })
    void size_isReadAndPrintedWithItsLargestUnit(String text, long bytes, String printed) {
        assertThat(Units.bytes(text)).isEqualTo(bytes);
        assertThat(Units.print(bytes)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64KB", "64k", "1.5MiB", "-1", "MiB"})
    void textThatIsNoSize_isRefusedWithExamples(String text) {
        assertThatThrownBy(() -> Units.bytes(text)).hasMessageContaining("64KiB, 64MiB or 2GiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999999999d", "999999999999999999h", "999999999999999999ms", "36501d"})
    void durationBeyondAllClocks_isRefused(String text) {
        assertThatThrownBy(() -> Units.duration(text)).hasMessage("is too large");
    }
}
