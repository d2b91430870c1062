package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long START = 7_000_000_000L;

    @Test
    void newWindow_isTheConcurrencyButNeverUnderFour() {
        assertThat(window(1).size(START)).isEqualTo(4);
        assertThat(window(16).size(START)).isEqualTo(16);
        assertThat(window(4096).size(START)).isEqualTo(4096);
    }

    @Test
    void fastHandlers_getFiftyMillisecondsAhead() {
        Window window = window(16);

        window.finished(200);

        assertThat(window.size(START + 10 * MILLI)).isEqualTo(1000); // 200 in 10 ms
    }

    @Test
    void slowHandlers_getNoMoreThanOneForEachRunner() {
        Window window = window(16);

        window.finished(3);

        assertThat(window.size(START + 10 * MILLI)).isEqualTo(16);
    }

    @Test
    void sampleShorterThanFiveMilliseconds_isNotJudgedYet() {
        Window window = window(1);

        window.finished(400);

        assertThat(window.size(START + 4 * MILLI)).isEqualTo(4);
        assertThat(window.size(START + 5 * MILLI)).isEqualTo(4000);
    }

    @Test
    void growth_isImmediate() {
        Window window = window(1);
        window.finished(20);
        assertThat(window.size(START + 10 * MILLI)).isEqualTo(100);

        window.finished(100);

        assertThat(window.size(START + 20 * MILLI)).isEqualTo(500);
    }

    @Test
    void decay_isATenthForEachSample() {
        Window window = window(1);
        window.finished(200);
        assertThat(window.size(START + 10 * MILLI)).isEqualTo(1000);

        assertThat(window.size(START + 20 * MILLI)).isEqualTo(900);
        assertThat(window.size(START + 30 * MILLI)).isEqualTo(810);
        assertThat(window.size(START + 31 * MILLI)).isEqualTo(810);
    }

    @Test
    void longPause_endsAtTheSmallestWindow() {
        Window window = window(1);
        window.finished(400);

        for (int i = 1; i <= 100; i++) {
            window.size(START + MILLI * 10 * i);
        }

        assertThat(window.size(START + 2000 * MILLI)).isEqualTo(4);
    }

    @Property
    @Tag("P12")
    void size_staysWithinItsBounds(
            @ForAll @IntRange(min = 1, max = 4096) int concurrency,
            @ForAll @Size(max = 30) int @IntRange(max = 1_000_000) [] finished,
            @ForAll @IntRange(min = 1, max = 100_000_000) int pauseNanos) {
        Window window = window(concurrency);
        long now = START;
        for (int count : finished) {
            window.finished(count);
            now += pauseNanos;

            assertThat(window.size(now)).isBetween(Math.max(4, concurrency), HandlerOptions.MAX_IN_FLIGHT);
        }
    }

    private static Window window(int concurrency) {
        return Window.of(HandlerOptions.DEFAULTS.concurrency(concurrency), false, START);
    }
}
