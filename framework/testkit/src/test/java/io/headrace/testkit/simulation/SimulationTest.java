package io.headrace.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.simulation.Saboteur.PlantedBug;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
    private static final int SEEDS = 2_000;

    @Test
    @Tag("P1")
    @Tag("P2")
    @Tag("P3")
    @Tag("P4")
    @Tag("P5")
    @Tag("P6")
    @Tag("P7")
    @Tag("P10")
    @Tag("P13")
    @Tag("P14")
    void crashesAndLostCalls_breakNoPromise() {
        ByteArrayOutputStream report = new ByteArrayOutputStream();

        int violations = Simulate.run(1, SEEDS, new PrintStream(report, true, StandardCharsets.UTF_8));

        assertThat(violations).as(report.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void sameSeed_runsTheSameWay() {
        assertThat(Simulation.trace(42)).isEqualTo(Simulation.trace(42)).isNotEqualTo(Simulation.trace(43));
    }

    @Test
    void aHundredSeeds_meetEveryFault() {
        Set<String> struck = new HashSet<>();

        LongStream.rangeClosed(1, 100)
                .forEach(seed ->
                        struck.addAll(Simulation.play(seed, false).counts().keySet()));

        assertThat(struck)
                .containsAll(Arrays.stream(Disaster.values()).map(Enum::name).toList())
                .containsAll(Arrays.stream(Fault.values())
                        .filter(fault -> fault != Fault.NONE)
                        .map(Enum::name)
                        .toList())
                .contains("killed by a message", "lease lost", "handled twice", "effects repeated");
    }

    @ParameterizedTest
    @MethodSource("io.headrace.testkit.simulation.Saboteur#bugs")
    void plantedBug_isFound(PlantedBug bug) {
        String found = "";

        for (long seed = 1; found.isEmpty() && seed <= bug.seeds(); seed++) {
            Saboteur saboteur = bug.saboteur().get();
            found = String.join(
                    "\n", Simulation.play(seed, false, saboteur::spoil).violations());
        }

        assertThat(found).contains(bug.promise() + ":");
    }
}
