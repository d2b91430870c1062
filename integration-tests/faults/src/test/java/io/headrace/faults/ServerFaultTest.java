package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server killed, stopped or full. */
@Tag("P11")
class ServerFaultTest extends FaultTest {
    @Test
    @Tag("P1")
    @Tag("P3")
    @Tag("smoke")
    void killedAndReloadedFromItsLog_nothingIsLost() {
        Stage stage = stage("Redis kill -9, then reload of the append-only file", FaultTest::durable);
        stage.worker("failEvery=50");
        stage.worker("failEvery=50");
        Load load = stage.load(500);

        int kills = 0;
        for (int i = 0; i < 3; i++) {
            long mark = stage.handled() + 200;
            stage.await("work to go on", () -> stage.handled() > mark);
            long pid = server().pid();
            server().kill();
            server().restart();
            kills += server().pid() == pid ? 0 : 1;
        }
        stage.over();
        long mark = stage.handled() + 200;
        stage.await("work to go on", () -> stage.handled() > mark);
        load.stop();

        stage.prove("another process after each of " + kills + " kills", kills == 3);
        LossReport report = stage.end();
        assertThat(report.handled()).isEqualTo(report.confirmed());
    }

    @Test
    @Tag("P5")
    void downForLongerThanALease_nothingIsTakenFromTheLiving() {
        Stage stage = stage("server down for longer than a lease", FaultTest::durable);
        stage.send(20);
        WorkerProcess holder = stage.worker("holdFrom=0", "concurrency=20");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 20);
        WorkerProcess other = stage.worker();
        long pid = server().pid();

        server().kill();
        Stage.pass(LEASE.multipliedBy(2).plusSeconds(1));
        server().restart();
        stage.over();
        Stage.pass(LEASE.plusSeconds(1));
        stage.sink().openGate();

        stage.prove("another process after 5 s", server().pid() != pid);
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(other.moved("CLAIMED")).isZero();
        assertThat(holder.moved("DONE")).isEqualTo(20);
        assertThat(holder.printed("lease-lost")).isFalse();
    }

    @Test
    @Tag("P5")
    void stoppedForLongerThanALease_nothingIsTakenFromTheLiving() {
        Stage stage = stage("server stopped (SIGSTOP) for longer than a lease, then CONT");
        stage.send(20);
        WorkerProcess holder = stage.worker("holdFrom=0", "concurrency=20");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 20);
        WorkerProcess other = stage.worker();

        server().pause();
        String state = ProcessState.of(server().pid());
        Stage.pass(LEASE.multipliedBy(2).plusSeconds(1));
        server().resume();
        stage.over();
        Stage.pass(LEASE.plusSeconds(1));
        stage.sink().openGate();

        stage.prove("the server was " + state + " for 5 s", state.equals("stopped"));
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(other.moved("CLAIMED")).isZero();
        assertThat(holder.moved("DONE")).isEqualTo(20);
    }

    @Test
    void restartedWithoutPersistence_onlyWhatItTookIsGone() {
        Stage stage = stage("Redis kill -9 without persistence, then restart");
        stage.worker("sleep=20", "concurrency=4");
        Load load = stage.load(500);
        stage.await("a backlog", () -> stage.handled() > 100 && load.confirmed() > stage.handled() + 200);

        server().kill();
        server().restart();
        long empty = stage.number("DBSIZE");
        stage.over();
        long confirmed = load.confirmed();
        stage.await("sends to go on", () -> load.confirmed() > confirmed + 100);
        load.stop();

        stage.prove("the server knew " + empty + " keys when it came back", empty < 5);
        stage.destroys();
        LossReport report = stage.end();
        assertThat(report.destroyed()).isNotEmpty();
        assertThat(report.handled() + report.destroyed().size()).isEqualTo(report.confirmed());
    }

    @Test
    void memoryFull_emitsWait_andGoOnOnceThereIsRoom() {
        Stage stage = stage("maxmemory reached, with emits");
        stage.send(200);
        WorkerProcess emits = stage.worker("holdFrom=0", "concurrency=200");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 200);

        stage.command("CONFIG", "SET", "maxmemory", "1mb");
        stage.sink().openGate();
        stage.await("emits to be refused", () -> emits.printed("trouble OUT_OF_MEMORY"));
        Stage.pass(Duration.ofSeconds(1));
        int refused = stage.errors("OOM");
        long bills = stage.number("XLEN", "bills");
        stage.command("CONFIG", "SET", "maxmemory", "0");
        stage.over();

        stage.prove(refused + " OOM errors at the server", refused > 0 && bills == 0);
        assertThat(stage.end().duplicates()).isEmpty();
    }

    @Test
    void memoryFull_whatHasNoEffectsIsDrained() {
        Stage stage = stage("maxmemory reached, without effects");
        stage.send(3_000);
        stage.worker("holdFrom=0", "concurrency=20", "emit=no");
        stage.await("handlers to run", () -> stage.sink().atGate() == 20);

        stage.command("CONFIG", "SET", "maxmemory", "1mb");
        stage.over();
        boolean full = isFull(stage);
        stage.sink().openGate();
        stage.awaitRecovery();
        stage.prove("writes were refused before and after", full && isFull(stage));
        LossReport report = stage.end();

        assertThat(report.duplicates()).isEmpty();
    }

    private static boolean isFull(Stage stage) {
        try {
            stage.command("SET", "room", "some");
            return false;
        } catch (RuntimeException full) {
            return full.getMessage().startsWith("OOM");
        }
    }
}
