package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has bash read and use what {@code headrace generate-completion} prints. */
class CompletionTest {
    /** Completes the last of its words by the function that the script registered for the first. */
    private static final String COMPLETE = """
            compopt() { :; } # only a shell that is completing has it
            source "$0"
            [[ $(complete -p "$1") =~ -F\\ ([^ ]+) ]] || exit 3
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            "${BASH_REMATCH[1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path directory;

    private Path script;

    @BeforeAll
    static void bash() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "bash")));
        assumeTrue(there, "There is no bash on the PATH.");
    }

    @BeforeEach
    void generate() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(Main.run(new PrintWriter(out), new PrintWriter(out), "generate-completion"))
                .isZero();
        script = Files.writeString(directory.resolve("completion"), out.toString());
    }

    @Test
    void script_isOneThatBashCanRead() throws Exception {
        assertThat(run("bash", "-n", script.toString())).isEmpty();
    }

    @Test
    void scriptThatIsCutOff_isNot() throws Exception {
        Files.writeString(script, Files.readString(script).replaceFirst("(?s)\n}\n.*", ""));

        assertThat(run("bash", "-n", script.toString())).asString().contains("syntax error");
    }

    @Test
    void verbs_areCompleted() throws Exception {
        assertThat(complete("headrace", "gr")).containsExactly("groups");
        assertThat(complete("headrace", "retries", "")).contains("ls", "now");
        assertThat(complete("headrace", "dead", "re")).containsExactly("replay");
    }

    @Test
    void options_areCompleted() throws Exception {
        assertThat(complete("headrace", "lag", "--fail")).containsExactly("--fail-above");
        assertThat(complete("headrace", "dead", "replay", "orders", "billing", "--dry"))
                .containsExactly("--dry-run");
    }

    private List<String> complete(String... words) throws Exception {
        String[] command = {"bash", "--norc", "-c", COMPLETE, script.toString()};
        String[] all = Arrays.copyOf(command, command.length + words.length);
        System.arraycopy(words, 0, all, command.length, words.length);
        return run(all).stream().map(String::strip).toList();
    }

    private static List<String> run(String... command) throws Exception {
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        bash.getOutputStream().close();
        return new String(bash.getInputStream().readAllBytes(), UTF_8).lines().toList();
    }
}
