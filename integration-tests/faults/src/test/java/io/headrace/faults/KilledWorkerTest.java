package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.FaultProxy.Direction;
import io.headrace.testkit.LossReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers killed at every point of their work. */
class KilledWorkerTest extends FaultTest {
    private static final int SIGKILL = 137;

    @Test
    @Tag("P4")
    void killedWhileIdle_othersGoOn_andItsNameGoes() {
        Stage stage = stage("kill -9 of a worker: idle");
        WorkerProcess victim = stage.worker("name=victim");
        stage.worker();
        stage.send(100);
        stage.await("all to be handled", stage::isQuiet);

        stage.prove("exit code 137", victim.kill() == SIGKILL);
        stage.over();
        stage.send(100);

        LossReport report = stage.end();
        assertThat(report.duplicates()).isEmpty();
        assertThat(report.handled()).isEqualTo(200);
    }

    @Test
    @Tag("P4")
    @Tag("smoke")
    void killedMidHandler_itsMessagesAreTakenOverInTime() {
        Stage stage = stage("kill -9 of a worker: mid-handler");
        stage.send(100);
        WorkerProcess victim = stage.worker("hold=m-7");
        stage.await(
                "all but one to be noted",
                () -> stage.handled() == 99 && stage.sink().atGate() == 1);
        WorkerProcess heir = stage.worker();

        stage.prove("exit code 137 while a handler ran", victim.kill() == SIGKILL);
        stage.over();
        Duration recovery = stage.awaitRecovery();

        assertThat(recovery).isLessThan(TAKEN_OVER);
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(heir.moved("CLAIMED")).isPositive();
    }

    @Test
    @Tag("P3")
    void killedBetweenHandlerAndCommit_commitThatNeverArrives_effectsAreAppliedOnce() {
        Stage stage = stage("kill -9 of a worker: between handler and commit, which never arrives");
        stage.send(50);
        WorkerProcess victim = stage.proxied("holdFrom=0", "concurrency=50");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 50);
        stage.worker();

        stage.proxy().blackHole(Direction.TO_SERVER);
        stage.sink().openGate();
        stage.await("all to be noted", () -> stage.handled() == 50);
        stage.await("the proxy to hold the commit", () -> stage.proxy().faultsStruck() > 0);
        int code = victim.kill();
        stage.proxy().reset();
        stage.over();

        stage.prove("exit code 137, the proxy held the commit", code == SIGKILL);
        assertThat(stage.end().duplicates()).hasSize(50);
    }

    @Test
    @Tag("P3")
    void killedBetweenHandlerAndCommit_commitThatArrivesLate_isSuperseded() {
        Stage stage = stage("kill -9 of a worker: between handler and commit, which arrives after others handled it");
        stage.send(50);
        WorkerProcess victim = stage.proxied("holdFrom=0", "concurrency=50", "timeout=60000");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 50);
        stage.worker();

        stage.proxy().blackHole(Direction.TO_SERVER);
        stage.sink().openGate();
        stage.await("all to be noted", () -> stage.handled() == 50);
        stage.await("the proxy to hold the commit", () -> stage.proxy().faultsStruck() > 0);
        int code = victim.kill();
        stage.over();
        Duration recovery = stage.awaitRecovery();
        long connections = stage.connections();
        stage.proxy().heal();
        stage.await("the server to get what was held, and the end", () -> stage.connections() < connections);

        stage.prove("exit code 137, the held commit arrived after the others", code == SIGKILL);
        assertThat(recovery).isLessThan(TAKEN_OVER.plusSeconds(1));
        assertThat(stage.end().duplicates()).hasSize(50);
    }

    @Test
    @Tag("P3")
    void killedMidCommit_whatWasCommittedIsNotHandledAgain() {
        Stage stage = stage("kill -9 of a worker: mid-commit, the reply on its way");
        stage.send(60);
        WorkerProcess victim = stage.proxied("holdFrom=10", "concurrency=60");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 50 && victim.moved("DONE") == 10);
        stage.worker();

        stage.proxy().blackHole(Direction.TO_CLIENT);
        stage.sink().openGate();
        stage.await("the server to have committed some", () -> stage.number("XLEN", "bills") > 10);
        stage.await("the proxy to hold the reply", () -> stage.proxy().faultsStruck() > 0);
        boolean unanswered = victim.moved("DONE") == 10;
        int code = victim.kill();
        stage.over();
        List<String> committed = stage.bills();

        stage.prove("exit code 137, the proxy held the reply to a commit", code == SIGKILL && unanswered);
        assertThat(stage.end().duplicates()).doesNotContainAnyElementsOf(committed);
    }

    @Test
    @Tag("P2")
    @Tag("P3")
    @Tag("P4")
    void killedUnderLoadAgainAndAgain_nothingIsLost() {
        Stage stage = stage("kill -9 of a worker: under load, five times");
        stage.worker("failEvery=50", "rejectEvery=70");
        Load load = stage.load(1_000);

        int killed = 0;
        for (int i = 0; i < 5; i++) {
            WorkerProcess victim = stage.worker("failEvery=50", "rejectEvery=70", "sleep=5");
            long mark = stage.handled() + 500;
            stage.await("work to go on", () -> stage.handled() > mark && victim.moved("DONE") > 0);
            killed += victim.kill() == SIGKILL ? 1 : 0;
        }
        stage.over();
        load.stop();

        stage.prove(killed + " exit codes 137", killed == 5);
        LossReport report = stage.end();
        assertThat(report.dead()).isNotEmpty();
        assertThat(report.handled() + report.dead().size()).isEqualTo(report.confirmed());
    }

    @Test
    @Tag("P4")
    void twoWorkersOfOneName_areTwo_andOneTakesOverFromTheOther() {
        Stage stage = stage("two workers with one name");
        WorkerProcess one = stage.worker("name=clerk", "hold=m-2000");
        WorkerProcess other = stage.worker("name=clerk", "hold=m-2000");
        stage.send(2_000);
        stage.await("all to be noted", () -> stage.handled() == 2_000);
        stage.send(1);
        stage.await("the last one to be held", () -> stage.sink().atGate() == 1);
        List<String> names =
                stage.consumers().filter(name -> name.startsWith("hr-")).toList();
        stage.prove("both worked", one.moved("DONE") > 0 && other.moved("DONE") > 0);

        WorkerProcess holder = one.printed("holding") ? one : other;
        int code = holder.kill();
        stage.over();
        stage.await("the other to begin it", () -> stage.sink().atGate() == 2);
        stage.sink().openGate();

        stage.prove("exit code 137", code == SIGKILL);
        assertThat(names).hasSize(2).allSatisfy(name -> assertThat(name).startsWith("hr-clerk-"));
        assertThat(stage.end().duplicates()).isEmpty();
    }
}
