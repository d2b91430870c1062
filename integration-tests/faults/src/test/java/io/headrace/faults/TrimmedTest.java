package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entries removed while somebody needs them. */
@Tag("P10")
@Tag("P14")
class TrimmedTest extends FaultTest {
    @Test
    @Tag("smoke")
    void trimmedWhilePendingWithADeadWorker_isCountedOnTheServer() {
        Stage stage = stage("trimmed pending entries of a dead worker");
        stage.send(100);
        WorkerProcess victim = stage.worker("holdFrom=40", "concurrency=100");
        stage.await("60 handlers to run", () -> stage.sink().atGate() == 60 && stage.pending() == 60);

        victim.kill();
        long trimmed = stage.number("XTRIM", "orders", "MAXLEN", "0");
        stage.over();
        stage.worker();
        stage.send(10);

        stage.prove("XTRIM replied " + trimmed, trimmed == 100);
        stage.destroys();
        LossReport report = stage.end();
        assertThat(report.destroyed()).hasSize(60);
        assertThat(report.handled()).isEqualTo(50);
        assertThat(stage.lostOnServer()).isEqualTo(60);
    }

    @Test
    void trimmedWhileParked_isFoundAndCounted() {
        Stage stage = stage("trimmed parked entries");
        stage.worker("failEvery=2", "backoff=3000");
        stage.send(100);
        stage.await("50 to be parked", () -> stage.handled() == 50 && stage.pending() == 50);

        long trimmed = stage.number("XTRIM", "orders", "MAXLEN", "0");
        stage.over();

        stage.prove("XTRIM replied " + trimmed, trimmed == 100);
        stage.destroys();
        LossReport report = stage.end();
        assertThat(report.destroyed()).hasSize(50);
        assertThat(stage.lostOnServer()).isEqualTo(50);
    }

    @Test
    void trimmedWhileInHand_isHandledAllTheSame() {
        Stage stage = stage("trimmed entries in the hands of a living worker");
        stage.send(50);
        stage.worker("holdFrom=0", "concurrency=50");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 50);

        long trimmed = stage.number("XTRIM", "orders", "MAXLEN", "0");
        stage.over();
        stage.sink().openGate();

        stage.prove("XTRIM replied " + trimmed, trimmed == 50);
        stage.destroys();
        LossReport report = stage.end();
        assertThat(report.handled()).isEqualTo(50);
        assertThat(report.destroyed()).isEmpty();
    }
}
