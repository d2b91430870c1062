package io.headrace.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 500;

    @Test
    @Tag("P2")
    @Tag("P3")
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
}
