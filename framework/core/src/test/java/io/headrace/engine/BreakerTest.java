package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.retry.Backoff;
import io.headrace.retry.Verdict;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Verdict.Pause PAUSE =
            new Verdict.Pause(Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    private final Breaker breaker = new Breaker(new SplittableRandom(1));
    private final Delivery first = Deliveries.fresh(1);
    private final Delivery second = Deliveries.fresh(2);

    @Test
    void secondFault_doesNotProlongTheWait() {
        assertThat(breaker.trip(first, PAUSE, 0)).isNotNull();
        long until = breaker.deadlineNanos();

        assertThat(breaker.trip(second, PAUSE, 100)).isNull();

        assertThat(breaker.deadlineNanos()).isEqualTo(until);
        assertThat(breaker.wantsProbe(until - 1)).isFalse();
        assertThat(breaker.wantsProbe(until)).isTrue();
    }

    @Test
    void probeThatFailsSo_waitsLonger() {
        Duration wait = breaker.trip(first, PAUSE, 0);
        breaker.probing(first);

        Duration longer = breaker.trip(first, PAUSE, 10);

        assertThat(longer).isGreaterThan(wait);
        assertThat(breaker.isClosed()).isFalse();
        assertThat(breaker.deadlineNanos()).isEqualTo(10 + longer.toNanos());
    }

    @Test
    void whileProbing_onlyTheProbeDecides() {
        breaker.trip(first, PAUSE, 0);
        breaker.probing(first);

        assertThat(breaker.trip(second, PAUSE, 10)).isNull();
        assertThat(breaker.passed(second)).isFalse();
        assertThat(breaker.isClosed()).isFalse();

        assertThat(breaker.passed(first)).isTrue();
        assertThat(breaker.isClosed()).isTrue();
        assertThat(breaker.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whileOpen_noSuccessEndsThePause() {
        breaker.trip(first, PAUSE, 0);

        assertThat(breaker.passed(first)).isFalse();
        assertThat(breaker.passed(second)).isFalse();

        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void afterAPause_waitsBeginAnew() {
        Duration wait = breaker.trip(first, PAUSE, 0);
        breaker.probing(first);
        breaker.trip(first, PAUSE, 0);
        breaker.probing(first);
        breaker.passed(first);

        Duration anew = breaker.trip(first, PAUSE, 0);

        assertThat(anew).isBetween(wait.dividedBy(2), wait.plus(wait.dividedBy(2)));
    }
}
