package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.deadletter.DeadLetter;
import io.headrace.testkit.LossReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that end the JVM that handles them. */
@Tag("P7")
class CrashTest extends FaultTest {
    private static final int HALTED = 9;
    private static final int MOST_DEATHS = 8;

    @Test
    @Tag("smoke")
    void messageThatHaltsTheJvmInABatchOf100_isConvictedAfterFourDeaths_andItsNeighboursAreHandledOnce() {
        Stage stage = stage("a message that halts the JVM inside a batch of 100");
        stage.send(100);

        List<WorkerProcess> dead = new ArrayList<>();
        WorkerProcess worker = stage.start(stage.uri(), "halt=m-57", "batch=100");
        stage.over();
        while (dead.size() < MOST_DEATHS && !endsQuiet(stage, worker)) {
            assertThat(worker.awaitExit()).isEqualTo(HALTED);
            dead.add(worker);
            worker = stage.start(stage.uri(), "halt=m-57", "batch=100");
        }

        stage.prove(dead.size() + " exit codes 9", dead.get(0).printed("batch 100"));
        LossReport report = stage.end();
        assertThat(dead).hasSize(4);
        assertThat(report.dead()).containsExactly("m-57");
        assertThat(report.handled()).isEqualTo(99);
        assertThat(report.duplicates()).isEmpty();
        assertThat(reasons(stage)).containsExactly("CRASH");
    }

    /** Waits until the worker is dead or all is done; tells whether it is the latter. */
    private static boolean endsQuiet(Stage stage, WorkerProcess worker) {
        stage.await("the worker to die or all to be done", () -> !worker.isAlive() || stage.isQuiet());
        return worker.isAlive();
    }

    private static List<String> reasons(Stage stage) {
        try (Headrace headrace = stage.connect()) {
            return headrace.deadLetters(Streams.ORDERS, Streams.BILLING.group()).list(10).stream()
                    .map(DeadLetter::provenance)
                    .map(provenance -> provenance.reason())
                    .toList();
        }
    }
}
