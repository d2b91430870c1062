package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final BrokerException lost = BrokerException.unanswered("lost", null);

    private static final long YEAR = Duration.ofDays(365).toNanos();

    @Test
    void newPace_allowsAtOnceAndHasNoDeadline() {
        Pace pace = new Pace(new SplittableRandom(1));

        assertThat(pace.allows(0)).isTrue();
        assertThat(pace.allows(Long.MIN_VALUE + 1)).isTrue();
        assertThat(pace.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void success_forgetsTheFailures() {
        Pace pace = new Pace(new SplittableRandom(1));
        for (int i = 0; i < 9; i++) {
            pace.failed(0, lost);
        }

        pace.succeeded();

        assertThat(pace.allows(0)).isTrue();
        assertThat(pace.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        pace.failed(0, lost);
        assertThat(pace.deadlineNanos())
                .isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void wait_isNeverLongerThanTheLongestAskedFor() {
        Pace pace = new Pace(new SplittableRandom(1), Duration.ofMillis(200).toNanos());

        for (int i = 0; i < 20; i++) {
            pace.failed(0, lost);
        }

        assertThat(pace.deadlineNanos())
                .isBetween(
                        Duration.ofMillis(100).toNanos(), Duration.ofMillis(200).toNanos());
    }

    @Property
    void wait_isBetweenHalfAndAllOfADoublingThatEndsAtTwoSeconds(
            @ForAll long seed,
            @ForAll @LongRange(min = -100, max = 100) long years,
            @ForAll @IntRange(min = 1, max = 100) int failures) {
        Pace pace = new Pace(new SplittableRandom(seed));
        long now = years * YEAR;

        for (int i = 0; i < failures; i++) {
            pace.failed(now, lost);
        }

        double longest = Math.min(2_000_000_000.0, 50_000_000.0 * Math.pow(2, failures - 1));
        long wait = pace.deadlineNanos() - now;
        assertThat((double) wait).isBetween(longest / 2, longest);
        assertThat(pace.allows(now + wait - 1)).isFalse();
        assertThat(pace.allows(now + wait)).isTrue();
    }
}
