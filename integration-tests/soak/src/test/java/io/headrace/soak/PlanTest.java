package io.headrace.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.soak.Plan.Strike;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void sameSeed_makesTheSamePlan() {
        assertThat(Plan.of(7, MINUTE)).isEqualTo(Plan.of(7, MINUTE)).isNotEqualTo(Plan.of(8, MINUTE));
    }

    @Test
    void minute_hasItsShareOfEveryFault() {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

        for (Strike strike : Plan.of(7, MINUTE).strikes()) {
            counts.merge(strike.fault(), 1, Integer::sum);
        }

        assertThat(counts)
                .containsOnlyKeys(Fault.values())
                .containsEntry(Fault.KILL, 11)
                .containsEntry(Fault.FREEZE, 5)
                .containsEntry(Fault.THAW, 5)
                .containsEntry(Fault.SERVER_DOWN, 2)
                .containsEntry(Fault.SERVER_UP, 2);
    }

    @Test
    void strikes_areInOrderOfTime() {
        List<Long> times =
                Plan.of(7, MINUTE).strikes().stream().map(Strike::atMillis).toList();

        assertThat(times).isSorted();
    }

    @Test
    void shortSoak_alsoKillsTheServer() {
        assertThat(Plan.of(7, Duration.ofSeconds(12)).strikes())
                .extracting(Strike::fault)
                .contains(Fault.KILL, Fault.FREEZE, Fault.SERVER_DOWN, Fault.SERVER_UP);
    }
}
