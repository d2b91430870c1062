package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers whose wall clock is wrong. */
@Tag("P4")
@Tag("P5")
@Tag("P6")
class SkewedClockTest extends FaultTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {3_600, -3_600})
    void wallClockOneHourOff_leasesAndRetriesKeepTheServersTime(int seconds) {
        Assumptions.assumeTrue(Skew.isPossible(), "there is no C compiler to make a wrong clock with");
        Stage stage = stage("a worker's clock %+d h".formatted(seconds / 3_600));
        stage.worker("failEvery=10");
        WorkerProcess skewed =
                stage.start(stage.uri(), List.of("failEvery=10", "name=skewed"), Skew.environment(directory, seconds));
        long off = skewed.awaitReady() - System.currentTimeMillis();
        Load load = stage.load(500);
        stage.await("both to work", () -> stage.handled() > 500 && skewed.moved("DONE") > 100);
        stage.await("retries on both", () -> skewed.moved("PARKED") > 5 && skewed.moved("CLAIMED") > 5);

        Stage.pass(LEASE.plusSeconds(1));
        assertThat(skewed.printed("lease-lost")).isFalse();
        load.stop();
        stage.awaitRecovery();
        stage.send(20);
        skewed.kill();
        stage.over();

        stage.prove(
                "its clock was %d s off".formatted(off / 1_000),
                Math.abs(off / 1_000 - seconds) < Duration.ofMinutes(2).toSeconds());
        LossReport report = stage.end();
        assertThat(report.handled()).isEqualTo(report.confirmed());
    }
}
