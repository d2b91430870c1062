package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime(0);
    private final Throttle throttle = new Throttle(time);
    private final List<Integer> told = new ArrayList<>();

    @Test
    void firstOfAKind_passesAtOnce() {
        run(1);

        assertThat(told).containsExactly(1);
    }

    @Test
    void repeatsWithinAMinute_passOnceWithTheirNumber() {
        run(5);
        time.advance(MINUTE.minusNanos(1));
        run(2);
        assertThat(told).containsExactly(1);

        time.advance(Duration.ofNanos(1));
        run(1);

        assertThat(told).containsExactly(1, 7);
    }

    @Test
    void everyMinute_countsAnew() {
        run(1);
        time.advance(MINUTE);
        run(3);
        time.advance(MINUTE);
        run(1);

        assertThat(told).containsExactly(1, 1, 3);
    }

    @Test
    void oneAfterALongSilence_passesAlone() {
        run(1);
        time.advance(Duration.ofDays(3));
        run(1);

        assertThat(told).containsExactly(1, 1);
    }

    private void run(int times) {
        for (int i = 0; i < times; i++) {
            throttle.run(told::add);
        }
    }
}
