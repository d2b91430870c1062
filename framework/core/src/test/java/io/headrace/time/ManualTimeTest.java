package io.headrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.time.Timer.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime(1_000_000);
    private final List<String> ran = new ArrayList<>();

    @Test
    void time_standsStillUntilItIsMoved() {
        assertThat(time.nanos()).isZero();
        assertThat(time.millis()).isEqualTo(1_000_000);

        time.advance(Duration.ofNanos(1_999_999));

        assertThat(time.nanos()).isEqualTo(1_999_999);
        assertThat(time.millis()).isEqualTo(1_000_001);
    }

    @Test
    void pastReading_movesNothing() {
        time.advance(SECOND);

        time.advanceTo(5);
        time.advance(SECOND.negated());

        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void tasks_runInTheOrderOfTheirDeadlinesThenOfTheirScheduling() {
        note("late", 30);
        note("early", 10);
        note("twin", 30);
        note("now", -5);

        time.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("now at 0", "early at 10", "late at 30", "twin at 30");
    }

    @Test
    void taskBeyondTheTarget_waits() {
        note("due", 10);
        note("later", 11);

        time.advance(Duration.ofMillis(10));

        assertThat(ran).containsExactly("due at 10");
        assertThat(time.nextDeadlineNanos()).isEqualTo(11_000_000);
    }

    @Test
    void taskScheduledByATask_runsInTheSameAdvanceIfItComesDue() {
        time.after(Duration.ofMillis(10), () -> {
            note("second", 5);
            note("third", 50);
        });

        time.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("second at 15");
        assertThat(time.nextDeadlineNanos()).isEqualTo(60_000_000);
    }

    @Test
    void cancelledTask_neverRuns() {
        Cancellable first = note("first", 10);
        Cancellable second = note("second", 10);
        note("third", 10);

        second.cancel();
        second.cancel();
        time.advance(SECOND);
        first.cancel();

        assertThat(ran).containsExactly("first at 10", "third at 10");
    }

    @Test
    void nextDeadline_isThatOfTheFirstTaskLeft() {
        assertThat(time.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        Cancellable first = note("first", 10);
        note("second", 20);
        assertThat(time.nextDeadlineNanos()).isEqualTo(10_000_000);

        first.cancel();

        assertThat(time.nextDeadlineNanos()).isEqualTo(20_000_000);
    }

    @Test
    void close_forgetsWhatIsScheduled() {
        note("never", 10);

        time.close();
        time.advance(SECOND);

        assertThat(ran).isEmpty();
        assertThat(time.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Property
    void everyTask_runsAtItsDeadlineAndInOrder(
            @ForAll List<@IntRange(max = 100) Integer> delays, @ForAll @IntRange(min = 1, max = 40) int stride) {
        ManualTime fresh = new ManualTime(0);
        List<Long> moments = new ArrayList<>();
        delays.forEach(delay -> fresh.after(Duration.ofNanos(delay), () -> {
            assertThat(fresh.nanos()).isEqualTo((long) delay);
            moments.add(fresh.nanos());
        }));

        while (fresh.nanos() < 100) {
            fresh.advance(Duration.ofNanos(stride));
        }

        assertThat(moments).hasSameSizeAs(delays).isSortedAccordingTo(Comparator.naturalOrder());
    }

    private Cancellable note(String name, int millis) {
        return time.after(Duration.ofMillis(millis), () -> ran.add(name + " at " + time.nanos() / 1_000_000));
    }
}
