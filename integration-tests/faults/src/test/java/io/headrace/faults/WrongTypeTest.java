package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.LossReport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key that Headrace writes to, replaced by a value of another type while it is in use, and given back later. */
@Tag("P2")
@Tag("P11")
class WrongTypeTest extends FaultTest {
    private static final Map<String, String> DESTINATIONS = new TreeMap<>(Map.of(
            "the emit's target", Streams.BILLS.name(),
            "the dead letters", Streams.KEYS.dead(),
            "the lane", Streams.KEYS.lane(),
            "due", Streams.KEYS.due(),
            "attempts", Streams.KEYS.attempts(),
            "alive", Streams.KEYS.alive(),
            "control", Streams.KEYS.control(),
            "probe", Streams.KEYS.probe(),
            "checkpoint", Streams.KEYS.checkpoint()));

    private static final String PUT_ASIDE = """
            if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2]) end
            if ARGV[1] == 'list' then redis.call('RPUSH', KEYS[1], 'x') else redis.call('SET', KEYS[1], 'x') end
            """;
    private static final String PUT_BACK = """
            redis.call('DEL', KEYS[1])
            if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[1]) end
            """;

    static Stream<String> destinations() {
        return DESTINATIONS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void keyOfAnotherType_nothingIsLost_andWorkGoesOnOnceItIsGone(String destination) {
        String key = DESTINATIONS.get(destination);
        String other = key.equals(Streams.KEYS.checkpoint()) ? "list" : "string";
        Stage stage = stage("WRONGTYPE: " + destination + " is a " + other);
        stage.worker("failEvery=5", "rejectEvery=20");
        stage.worker("failEvery=5", "rejectEvery=20");
        Load load = stage.load(200);
        stage.await("work to go on", () -> stage.handled() > 100);
        stage.command("CONFIG", "RESETSTAT");

        stage.command("EVAL", PUT_ASIDE, "2", key, "aside", other);
        Stage.pass(Duration.ofSeconds(2));
        String kind = String.valueOf(stage.command("TYPE", key));
        long refused =
                stage.errors("WRONGTYPE") + stage.printed("trouble WRONG_TYPE") + stage.printed("refused WRONG_TYPE");
        stage.command("EVAL", PUT_BACK, "2", key, "aside");
        stage.over();
        long mark = stage.handled() + 100;
        stage.await("work to go on", () -> stage.handled() > mark);
        load.stop();

        stage.prove("refused " + refused + " times", kind.equals(other) && refused > 0);
        LossReport report = stage.end();
        assertThat(report.handled() + report.dead().size()).isEqualTo(report.confirmed());
    }
}
