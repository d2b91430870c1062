package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that are replaced, one after another, while work goes on. */
class RollingRestartTest extends FaultTest {
    private static final int RESTARTS = 50;
    private static final int SIGTERM = 143;

    @Test
    @Tag("P2")
    @Tag("P4")
    void fiftyRestarts_chargeNoAttempt_andHandleNothingTwice() {
        Stage stage = stage(RESTARTS + " rolling restarts");
        WorkerProcess old = stage.worker("sleep=5", "concurrency=4");
        Load load = stage.load(400);

        int ended = 0;
        for (int i = 0; i < RESTARTS; i++) {
            WorkerProcess next = stage.worker("sleep=5", "concurrency=4");
            old.terminate();
            ended += old.awaitExit() == SIGTERM ? 1 : 0;
            old = next;
        }
        stage.over();
        load.stop();

        stage.prove(ended + " exit codes 143", ended == RESTARTS);
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(stage.sink().notes()).extracting(Sink.Note::attempt).containsOnly(1);
    }
}
