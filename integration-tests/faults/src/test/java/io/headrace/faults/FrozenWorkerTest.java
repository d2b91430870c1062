package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that stand still without ending: the process, or a handler. */
class FrozenWorkerTest extends FaultTest {
    private static final int SIGTERM = 143;

    @Test
    @Tag("P3")
    @Tag("P5")
    @Tag("smoke")
    void stoppedPastTheLease_othersTakeOver_andWhatItCommitsLaterChangesNothing() {
        Stage stage = stage("SIGSTOP past the lease, then CONT");
        stage.send(40);
        WorkerProcess frozen = stage.worker("holdFrom=0", "concurrency=40");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 40);
        stage.worker();

        frozen.pause();
        stage.over();
        stage.sink().openGate();
        Duration recovery = stage.awaitRecovery();
        frozen.resume();
        frozen.await("lease-lost");
        stage.await("its handlers to end", () -> stage.handled() == 80);
        stage.await("its late commits to end", () -> frozen.moved("SUPERSEDED") + frozen.moved("DONE") == 40);

        stage.prove("it found its lease lost", frozen.printed("lease-lost"));
        assertThat(recovery).isLessThan(TAKEN_OVER.plusSeconds(1));
        assertThat(stage.end().duplicates()).hasSize(40);
        assertThat(frozen.moved("DONE")).isZero();
    }

    @Test
    @Tag("P5")
    void stoppedForLessThanTheLease_nothingIsTakenFromIt() {
        Stage stage = stage("SIGSTOP for half a lease, then CONT");
        stage.send(40);
        WorkerProcess frozen = stage.worker("holdFrom=0", "concurrency=40");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 40);
        WorkerProcess other = stage.worker();

        frozen.pause();
        String state = ProcessState.of(frozen.pid());
        Stage.pass(LEASE.dividedBy(2));
        frozen.resume();
        stage.over();
        Stage.pass(LEASE);
        stage.sink().openGate();

        stage.prove("the process was in state " + state, state.equals("stopped"));
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(other.moved("CLAIMED")).isZero();
    }

    @Test
    @Tag("P5")
    void handlerLongerThanManyLeases_isNotDuplicated() {
        Stage stage = stage("a handler of three leases");
        stage.send(10);
        WorkerProcess slow = stage.worker("holdFrom=0");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 10);
        WorkerProcess other = stage.worker();

        Stage.pass(LEASE.multipliedBy(3));
        stage.prove("10 handlers ran for 6 s", stage.handled() == 0 && slow.isAlive());
        stage.over();
        stage.sink().openGate();

        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(other.moved("CLAIMED")).isZero();
    }

    @Test
    @Tag("P4")
    void handlerThatIgnoresInterrupts_doesNotHoldUpTheEnd_andItsMessageIsTakenOver() {
        Stage stage = stage("a handler that ignores interrupts");
        stage.send(20);
        WorkerProcess stubborn = stage.worker("stubborn=m-4", "drain=500");
        stage.await(
                "all others to be noted",
                () -> stage.handled() == 19 && stage.sink().atGate() == 1);

        stubborn.terminate();
        int code = stubborn.awaitExit();
        stage.over();
        stage.worker();

        stage.prove(
                "it printed that it was interrupted, exit code 143",
                code == SIGTERM && stubborn.printed("interrupted"));
        assertThat(stage.end().duplicates()).isEmpty();
    }
}
