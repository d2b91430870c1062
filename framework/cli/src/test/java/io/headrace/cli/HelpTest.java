package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class HelpTest {
    @Test
    void verb_saysHowToWriteIt() {
        run("retries", "now", "--help").ok().matches("help.txt");
        run("retries", "--help").ok().matches("help-retries.txt");
    }

    @Test
    void verbThatIsMissing_orUnknown_isToldInOneLine() {
        run("retries").matches("help-no-verb.txt");
        run("stream").matches("help-unknown-verb.txt", "Did you mean: .*", "Did you mean: …");
        run("groups").matches("help-no-stream.txt");
        run("groups", "orders", "--limt", "3").matches("help-unknown-option.txt");
    }

    @Test
    void version_isThatOfTheBuild() {
        assertThat(run("--version").ok().out()).matches("headrace [0-9]+\\.[0-9]+\\..*\\R");
    }

    private static Terminal.Result run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = HeadraceCommand.line(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(words);
        return new Terminal.Result(code, out.toString(), err.toString());
    }
}
