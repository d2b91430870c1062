package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups, streams, scripts and connections taken away under load. */
@Tag("P11")
class KeyspaceFaultTest extends FaultTest {
    @Test
    @Tag("smoke")
    void groupDestroyed_isCreatedAgain_andNothingIsSkipped() {
        Stage stage = stage("XGROUP DESTROY under load");
        stage.repeatsEffects();

        LossReport report = strike(
                stage, () -> stage.number("XGROUP", "DESTROY", "orders", "billing") == 1, "XGROUP DESTROY replied 1");

        assertThat(report.handled()).isEqualTo(report.confirmed());
    }

    @Test
    void groupSetBack_whatRunsAgainIsNotLost() {
        Stage stage = stage("XGROUP SETID back to 0 under load");
        stage.repeatsEffects();

        LossReport report = strike(
                stage,
                () -> "OK".equals(stage.command("XGROUP", "SETID", "orders", "billing", "0")),
                "XGROUP SETID replied OK");

        assertThat(report.handled()).isEqualTo(report.confirmed());
        assertThat(report.duplicates()).isNotEmpty();
    }

    @Test
    void streamDeleted_onlyWhatWasUnhandledIsGone() {
        Stage stage = stage("DEL of the stream under load");
        stage.destroys();

        LossReport report = strike(stage, () -> stage.number("DEL", "orders") == 1, "DEL replied 1");

        assertThat(report.handled() + report.destroyed().size()).isEqualTo(report.confirmed());
    }

    @Test
    void everythingFlushed_onlyWhatWasUnhandledIsGone() {
        Stage stage = stage("FLUSHALL under load");
        stage.destroys();

        LossReport report = strike(stage, () -> "OK".equals(stage.command("FLUSHALL")), "FLUSHALL replied OK");

        assertThat(report.handled() + report.destroyed().size()).isEqualTo(report.confirmed());
    }

    @Test
    void scriptsFlushed_nothingIsNoticed() {
        Stage stage = stage("SCRIPT FLUSH under load");

        LossReport report =
                strike(stage, () -> "OK".equals(stage.command("SCRIPT", "FLUSH")), "SCRIPT FLUSH replied OK");

        assertThat(report.duplicates()).isEmpty();
        assertThat(report.handled()).isEqualTo(report.confirmed());
    }

    @Test
    @Tag("P3")
    void connectionsKilled_nothingIsHandledTwice() {
        Stage stage = stage("CLIENT KILL under load");

        LossReport report = strike(
                stage,
                () -> stage.number("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") >= 4,
                "CLIENT KILL told 4 connections or more");

        assertThat(report.duplicates()).isEmpty();
        assertThat(report.handled()).isEqualTo(report.confirmed());
    }

    /** Two workers under load, and five strikes, after each of which work must go on. */
    private static LossReport strike(Stage stage, BooleanSupplier strike, String proof) {
        stage.worker("failEvery=100");
        stage.worker("failEvery=100");
        Load load = stage.load(500);

        int struck = 0;
        for (int i = 0; i < 5; i++) {
            long mark = stage.handled() + 200;
            stage.await("work to go on", () -> stage.handled() > mark);
            struck += strike.getAsBoolean() ? 1 : 0;
        }
        stage.over();
        long mark = load.confirmed() + 100;
        stage.await("sends to go on", () -> load.confirmed() > mark);
        load.stop();

        stage.prove(struck + " times " + proof, struck == 5);
        return stage.end();
    }
}
