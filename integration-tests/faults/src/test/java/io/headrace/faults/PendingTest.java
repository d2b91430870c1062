package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker killed while masses of entries, freshly delivered to somebody who lives, are pending in front of its own. */
@Tag("P4")
class PendingTest extends FaultTest {
    private static final int MOST = Integer.getInteger("headrace.faults.pending", 1_000_000);
    private static final int HELD = 100;
    private static final int SLOW_MICROS = 5_000;
    private static final int WALK_MICROS = 50_000; // a walk over a million pending entries takes longer
    private static final int PORTION = 10_000;
    private static final String KEEPER = "keeper"; // no worker of ours: nobody takes what it holds

    private static final String APPEND = """
            for i = 1, ARGV[1] do
                redis.call('XADD', KEYS[1], '*', 'key', '', 'time', '0', 'headers', '', 'data', 'kept-' .. i)
            end
            redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[3], 'COUNT', ARGV[1], 'STREAMS', KEYS[1], '>')
            """;

    static IntStream pending() {
        return IntStream.of(1_500, 50_000, 200_000, MOST)
                .filter(each -> each <= MOST)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("pending")
    void pendingInFront_theDeadWorkersAreClaimedInTime(int inFront) {
        Stage stage = stage("kill -9 of a worker behind %,d fresh pending entries".formatted(inFront));
        stage.command("XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM");
        for (int left = inFront; left > 0; left -= PORTION) {
            stage.command("EVAL", APPEND, "1", "orders", "" + Math.min(left, PORTION), "billing", KEEPER);
        }
        stage.send(HELD);
        WorkerProcess victim = stage.worker("holdFrom=0", "concurrency=" + HELD);
        stage.await("all handlers to run", () -> stage.sink().atGate() == HELD);
        WorkerProcess heir = stage.worker();
        stage.command("CONFIG", "SET", "slowlog-log-slower-than", "" + SLOW_MICROS);
        stage.command("SLOWLOG", "RESET");
        stage.command("CONFIG", "RESETSTAT");

        int code = victim.kill();
        stage.over();
        stage.await("all to be claimed and handled", () -> stage.handled() == HELD && stage.pending() == inFront);
        Duration took = stage.sinceOver();
        long calls = stage.scriptCalls();
        List<Slow> slow = slowScripts(stage);
        long longest = slow.stream().mapToLong(Slow::micros).max().orElse(0);
        stage.command("XGROUP", "DELCONSUMER", "orders", "billing", KEEPER);
        stage.command("XTRIM", "orders", "MAXLEN", "" + HELD);

        stage.prove("exit code 137 while %,d were pending".formatted(inFront + HELD), code == 137);
        stage.prove("%d of %d scripts above 5 ms, the longest %d µs".formatted(slow.size(), calls, longest), true);
        assertThat(took).isLessThan(TAKEN_OVER);
        // Scripts take less than 5 ms, but the server may have to wait for a processor in the middle of one.
        assertThat(slow).as("scripts above 5 ms, of " + calls).hasSizeLessThanOrEqualTo((int) calls / 10);
        assertThat(longest).as("microseconds of the longest script").isLessThan(WALK_MICROS);
        LossReport report = stage.end();
        assertThat(report.handled()).isEqualTo(HELD);
        assertThat(report.duplicates()).isEmpty();
        assertThat(heir.moved("CLAIMED")).isEqualTo(HELD);
    }

    /** A script that the slow log has. */
    private record Slow(String script, long micros) {
        static Slow of(List<?> entry) {
            return new Slow(Requests.name((String) ((List<?>) entry.get(3)).get(1)), (Long) entry.get(2));
        }
    }

    private static List<Slow> slowScripts(Stage stage) {
        List<?> log = (List<?>) stage.command("SLOWLOG", "GET", "-1");
        return log.stream()
                .map(entry -> (List<?>) entry)
                .filter(entry -> String.valueOf(entry.get(3)).startsWith("[EVAL"))
                .map(Slow::of)
                .toList();
    }
}
