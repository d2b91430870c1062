package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.observe.Health;
import io.headrace.observe.WorkerState;
import io.headrace.worker.Status.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTest {
    private final Status status = new Status();

    @Test
    void processThatStarts_isAliveAndNotReady() {
        assertThat(status.live().ok()).isTrue();
        assertThat(status.ready())
                .isEqualTo(new Report(false, "STARTING", List.of("The workers have not started yet")));
    }

    @Test
    void workerThatIsStillStarting_isNotReady() {
        status.running(() -> List.of(WorkerState.RUNNING, WorkerState.STARTING), () -> Health.UP);

        assertThat(status.ready().status()).isEqualTo("STARTING");
    }

    @Test
    void degradedWorker_isReadyAndSaysWhy() {
        status.running(() -> List.of(WorkerState.RUNNING), () -> Health.of(Health.Status.DEGRADED, "slow"));

        assertThat(status.ready()).isEqualTo(new Report(true, "DEGRADED", List.of("slow")));
        assertThat(status.live()).isEqualTo(new Report(true, "UP", List.of()));
    }

    @Test
    void workerThatReadsNothing_isAliveAndNotReady() {
        status.running(() -> List.of(WorkerState.RUNNING), () -> Health.of(Health.Status.DOWN, "nothing read"));

        assertThat(status.ready()).isEqualTo(new Report(false, "DOWN", List.of("nothing read")));
        assertThat(status.live().ok()).isTrue();
    }

    @Test
    void failedWorker_isNotAlive() {
        status.running(
                () -> List.of(WorkerState.RUNNING, WorkerState.FAILED), () -> Health.of(Health.Status.DOWN, "bug"));

        assertThat(status.live()).isEqualTo(new Report(false, "FAILED", List.of("bug")));
        assertThat(status.hasFailed()).isTrue();
    }

    @Test
    void drainingProcess_isAliveAndNotReady() {
        status.running(() -> List.of(WorkerState.DRAINING), () -> Health.UP);
        status.draining();

        assertThat(status.ready().status()).isEqualTo("DRAINING");
        assertThat(status.live().ok()).isTrue();
    }

    @Test
    void processWhoseWorkersAllStopped_isOver() {
        assertThat(status.isOver()).isFalse();

        status.running(() -> List.of(WorkerState.STOPPED, WorkerState.STOPPED), () -> Health.UP);

        assertThat(status.isOver()).isTrue();
    }
}
