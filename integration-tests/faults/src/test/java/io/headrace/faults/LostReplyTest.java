package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that are carried out, but whose replies never arrive. */
@Tag("P2")
@Tag("P3")
class LostReplyTest extends FaultTest {
    @Test
    void repliesToReadsLost_theEntriesAreFoundAgain() {
        LossReport report = lose("reply lost: reads", Requests.command("XREADGROUP"));

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    @Tag("smoke")
    void repliesToCommitsLost_effectsAreAppliedOnce() {
        LossReport report = lose("reply lost: commits", Requests.script("commit"));

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    void repliesToAcksLost_nothingIsHandledTwice() {
        LossReport report = lose("reply lost: acks", Requests.command("XACK"), "emit=no");

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    void repliesToParksLost_eachFailureCountsOnce() {
        LossReport report = lose("reply lost: parks", Requests.script("park"), "failEvery=3");

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    void repliesToClaimsLost_theRetriesAreFoundAgain() {
        LossReport report = lose("reply lost: claims of retries", Requests.script("claim"), "failEvery=3");

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    void repliesToBurialsLost_eachDeadLetterIsWrittenOnce() {
        LossReport report = lose("reply lost: dead letters", Requests.script("bury"), "rejectEvery=10");

        assertThat(report.duplicates()).isEmpty();
        assertThat(report.dead()).hasSize(report.confirmed() / 10);
    }

    @Test
    @Tag("P5")
    void repliesToTicksLost_theLeaseIsKept() {
        LossReport report = lose("reply lost: ticks", Requests.script("tick"));

        assertThat(report.duplicates()).isEmpty();
    }

    @Test
    @Tag("P4")
    void repliesToReclaimsLost_whatWasTakenIsFoundAgain() {
        Stage stage = stage("reply lost: reclaims");
        stage.send(100);
        WorkerProcess victim = stage.worker("holdFrom=0", "concurrency=100");
        stage.await("all handlers to run", () -> stage.sink().atGate() == 100);
        WorkerProcess heir = stage.proxied();

        stage.command("SCRIPT", "LOAD", Requests.text("reclaim")); // else a NOSCRIPT would be the reply that is lost
        stage.proxy().cutAfter(Requests.script("reclaim"));
        victim.kill();
        stage.over();
        stage.await("the trap to be sprung", () -> stage.proxy().faultsStruck() > 0);

        stage.prove("the proxy lost a reply", stage.proxy().faultsStruck() > 0);
        assertThat(stage.end().duplicates()).isEmpty();
        assertThat(heir.moved("ADOPTED")).isPositive();
    }

    /** Two workers under load, of which one loses five replies. */
    private LossReport lose(String fault, Predicate<byte[]> requests, String... arguments) {
        Stage stage = stage(fault);
        WorkerProcess loser = stage.proxied(arguments);
        stage.worker(arguments);
        Load load = stage.load(500);

        int lost = 0;
        for (int i = 0; i < 5; i++) {
            long before = stage.proxy().faultsStruck();
            long mark = loser.moved("DONE");
            stage.await("the loser to work", () -> loser.moved("DONE") > mark);
            stage.proxy().cutAfter(requests);
            stage.await("the trap to be sprung", () -> stage.proxy().faultsStruck() > before);
            lost++;
        }
        stage.over();
        load.stop();

        stage.prove("the proxy lost " + lost + " replies", lost == 5 && loser.isAlive());
        return stage.end();
    }
}
