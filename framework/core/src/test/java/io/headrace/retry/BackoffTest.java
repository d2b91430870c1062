package io.headrace.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final long DAY = 86_400_000;
    private static final double MIDDLE = 0.5; // the random number that leaves the wait as it is

    @Test
    void exponential_doublesFromInitialToMax() {
        Backoff backoff = Backoff.exponential(Duration.ofMillis(200), Duration.ofSeconds(2));

        long[] waits = IntStream.rangeClosed(1, 6)
                .mapToLong(failures -> backoff.delay(failures, MIDDLE).toMillis())
                .toArray();

        assertThat(waits).containsExactly(200, 400, 800, 1600, 2000, 2000);
    }

    @Test
    void fixed_isTheSameWhateverTheNumbers() {
        Backoff backoff = Backoff.fixed(Duration.ofSeconds(3));

        assertThat(backoff.delay(1, 0)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backoff.delay(1000, 0.999)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void factor_isAppliedOncePerFurtherFailure() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), 3, Duration.ofDays(1), 0);

        assertThat(backoff.delay(4, MIDDLE)).isEqualTo(Duration.ofMillis(270));
    }

    @Property
    void delay_staysWithinTheJitterAroundTheWait(
            @ForAll @LongRange(min = 1, max = DAY) long initialMillis,
            @ForAll @LongRange(max = DAY) long moreMillis,
            @ForAll @DoubleRange(min = 1, max = 10) double factor,
            @ForAll @DoubleRange(max = 1) double jitter,
            @ForAll @IntRange(min = 1) int failures,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Backoff spread = new Backoff(
                Duration.ofMillis(initialMillis), factor, Duration.ofMillis(initialMillis + moreMillis), jitter);
        Backoff plain = new Backoff(spread.initial(), factor, spread.max(), 0);

        double wait = plain.delay(failures, random).toNanos();
        double delay = spread.delay(failures, random).toNanos();

        assertThat(wait).isBetween((double) spread.initial().toNanos(), (double)
                spread.max().toNanos());
        assertThat(delay).isBetween(wait * (1 - jitter) - 2, wait * (1 + jitter) + 2);
    }

    @Property
    void delay_neverShrinksFromOneFailureToTheNext(
            @ForAll @DoubleRange(min = 1, max = 1000) double factor,
            @ForAll @IntRange(min = 1, max = 5000) int failures) {
        Backoff backoff = new Backoff(Duration.ofMillis(1), factor, Duration.ofHours(1), 0);

        assertThat(backoff.delay(failures + 1, MIDDLE)).isGreaterThanOrEqualTo(backoff.delay(failures, MIDDLE));
    }

    @Test
    void jitter_reachesBothEnds() {
        Backoff backoff = new Backoff(Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.2);

        assertThat(backoff.delay(1, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.delay(1, 0.75)).isEqualTo(Duration.ofSeconds(11));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 100, 0", // no wait
        "-1, 2, 100, 0",
        "100, 2, 99, 0", // max below initial
        "100, 0.9, 200, 0",
        "100, NaN, 200, 0",
        "100, 2, 200, -0.1",
        "100, 2, 200, 1.1",
        "100, 2, 200, NaN"
    })
    void invalidArgument_isRefusedAtOnce(long initialMillis, double factor, long maxMillis, double jitter) {
        assertThatThrownBy(() ->
                        new Backoff(Duration.ofMillis(initialMillis), factor, Duration.ofMillis(maxMillis), jitter))
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageStartingWith("HR-1004 ");
    }
}
