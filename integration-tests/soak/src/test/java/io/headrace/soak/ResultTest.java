package io.headrace.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.GroupView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final GroupView NOTHING = new GroupView(Set.of(), Set.of(), Set.of(), Set.of());
    private static final Result.Faults FAULTS = new Result.Faults(3, 2, 10, 1);

    @Test
    void printed_endsWithTheSummary() {
        Result result = new Result(Duration.ofSeconds(90), books(Map.of("a", 2)), FAULTS, List.of(), List.of());

        assertThat(printed(result))
                .contains("connections cut          10")
                .endsWith("soak: 1.5 minutes, 1 sent, 1 handled, 16 faults, 0 lost, 1 duplicates, 0 effects twice");
        assertThat(result.problems()).isEmpty();
    }

    @Test
    void lost_isAProblemAndInTheSummary() {
        Result result = new Result(Duration.ofMinutes(10), books(Map.of()), FAULTS, List.of(), List.of());

        assertThat(printed(result))
                .contains("problem: 1 confirmed messages are lost: a")
                .endsWith("soak: 10 minutes, 1 sent, 0 handled, 16 faults, 1 lost, 0 duplicates, 0 effects twice");
    }

    @Test
    void deadByCrashes_isToldAndNoProblem() {
        Result result =
                new Result(Duration.ofMinutes(1), books(Map.of("a", 1)), FAULTS, List.of("a: CRASH"), List.of());

        assertThat(printed(result)).contains("replayed: a: CRASH");
        assertThat(result.problems()).isEmpty();
    }

    @Test
    void deadForAnotherReason_andTroubles_areProblems() {
        Result result = new Result(
                Duration.ofMinutes(1), books(Map.of("a", 1)), FAULTS, List.of("a: EXHAUSTED"), List.of("trouble"));

        assertThat(result.problems()).containsExactly("dead letter: a: EXHAUSTED", "trouble");
    }

    private static Books books(Map<String, Integer> handled) {
        return new Books(Set.of("a"), Set.of(), Set.of(), handled, List.copyOf(handled.keySet()), NOTHING, 0);
    }

    private static List<String> printed(Result result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        result.print(new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8).lines().toList();
    }
}
