package io.headrace.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A soak of some seconds; {@code ./mvnw -q -Psoak -Dminutes=N} runs longer ones. */
class SoakRunTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @Test
    @Tag("P1")
    @Tag("P2")
    @Tag("P3")
    @Tag("P11")
    @Tag("P14")
    void killedFrozenAndCutOff_losesAndDoublesNothing(@TempDir Path logs) {
        Result result = SoakRun.run(Duration.ofSeconds(12), 4, logs, new Progress(NOWHERE));

        assertThat(result.problems()).isEmpty();
        assertThat(result.books().confirmed()).hasSizeGreaterThan(500);
        assertThat(result.faults().kills()).isPositive();
        assertThat(result.faults().freezes()).isPositive();
        assertThat(result.faults().cuts()).isPositive();
        assertThat(result.faults().restarts()).isPositive();
    }
}
