package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.examples.accesslog.AccessLogReport.DeadLine;
import io.headrace.examples.accesslog.AccessLogReport.Figures;
import io.headrace.examples.accesslog.Traffic.Count;
import io.headrace.examples.accesslog.Traffic.Totals;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessLogJobTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final List<Count> TOP_TARGETS = List.of(
            new Count("/favicon.ico", 807),
            new Count("/style2.css", 546),
            new Count("/reset.css", 538),
            new Count("/images/jordan-80.png", 533),
            new Count("/images/web/2009/banner.png", 516));

    private static final Figures BEFORE = new Figures(
            10_000, 1, new Totals(9_999, 1_753, 2_747_282_505L, TOP_TARGETS, statusClasses(9_170, 609, 217, 3)));

    private static final Figures AFTER = new Figures(
            10_000, 0, new Totals(10_000, 1_753, 2_747_282_740L, TOP_TARGETS, statusClasses(9_171, 609, 217, 3)));

    @Test
    void onRedis_findsTheKnownFigures() {
        AccessLogReport report = AccessLogJob.run(redis.uri(), Progress.NONE);

        assertKnownFigures(report);
    }

    @Test
    void inMemory_findsTheKnownFigures() {
        AccessLogReport report = AccessLogJob.run("memory:", Progress.NONE);

        assertKnownFigures(report);
    }

    @Test
    void secondRunOnAServer_isNotMixedWithTheFirst() {
        AccessLogJob.run(redis.uri(), Progress.NONE);

        AccessLogReport report = AccessLogJob.run(redis.uri(), Progress.NONE);

        assertKnownFigures(report);
    }

    @Test
    void program_printsBothTables() {
        Printed out = new Printed();
        Printed err = new Printed();

        int exitCode = AccessLogJob.execute(out.stream(), err.stream(), "--redis", redis.uri());

        assertThat(err.text()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(out.text())
                .containsPattern("bytes +2,747,282,505\n")
                .containsPattern("/images/jordan-80.png +533  #+\n")
                .contains("Line 8,899 is a dead letter of the group \"parser\":\n")
                .containsPattern("parsed +9,999 +10,000\n")
                .containsPattern("bytes +2,747,282,505 +2,747,282,740\n");
    }

    private static void assertKnownFigures(AccessLogReport report) {
        assertThat(report.before()).isEqualTo(BEFORE);
        assertThat(report.deadLines()).hasSize(1);
        DeadLine dead = report.deadLines().get(0);
        assertThat(dead.number()).isEqualTo(8_899);
        assertThat(dead.reason()).isEqualTo("REJECTED");
        assertThat(dead.error()).contains("no closing quote of the user agent, opened at column 111");
        assertThat(dead.text()).isEqualTo(AccessLog.lines().get(8_898));
        assertThat(report.after()).isEqualTo(AFTER);
    }

    private static List<Count> statusClasses(long success, long redirect, long clientError, long serverError) {
        return List.of(
                new Count("2xx", success),
                new Count("3xx", redirect),
                new Count("4xx", clientError),
                new Count("5xx", serverError));
    }
}
