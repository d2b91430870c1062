package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What the verb hands on; how a worker process runs is tested where it is written. */
class WorkerVerbTest {
    @Test
    void jarThatIsMissing_isWrongUsage() {
        assertThat(run("worker", "--app", "missing.jar")).isEqualTo(2);
    }

    @Test
    void unknownSetting_isWrongUsage() {
        assertThat(run("worker", "--app", "missing.jar", "--set", "headrace.worker.leese=5s"))
                .isEqualTo(2);
    }

    @Test
    void unknownOption_isWrongUsage() {
        assertThat(run("worker", "--ap", "my.jar")).isEqualTo(2);
    }

    private static int run(String... words) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return HeadraceCommand.line(nowhere, nowhere).execute(words);
    }
}
