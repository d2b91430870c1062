package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.ReplayOptions;
import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("P9")
class DeadVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    /** Ids and times of this run. */
    private static final String[] TIMES = {
        "\\b(?!17698608)1[7-9]\\d{11}-\\d+", "1900000000000-0",
        "\\b(?!2026-01-31)20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "2030-01-01 00:00:00",
        "\\b(?!2026-01-31)20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z", "2030-01-01T00:00:00Z",
        "\\b(?!2026-01-31)20\\d\\d-\\d\\d-\\d\\d(?= )", "2030-01-01",
        "\"(?!2026-01-31)20\\d\\d-\\d\\d-\\d\\d\"", "\"2030-01-01\"",
    };

    private final Terminal terminal = new Terminal(REDIS.uri());

    @TempDir
    private Path directory;

    @AutoClose
    private Graveyard graveyard;

    @BeforeEach
    void openGroup() {
        graveyard = new Graveyard(REDIS.uri()).open();
    }

    @Test
    void ls_showsThemOldestFirst() {
        graveyard.bury();

        dead("ls").ok().matches("dead-ls.txt", TIMES);
        dead("ls", "--json").ok().matches("dead-ls-json.txt", TIMES);
        dead("ls", "--limit", "2").ok().matches("dead-ls-page.txt", TIMES);
        dead("ls", "--key", "bob", "--class", "Negative").ok().matches("dead-ls-filter.txt", TIMES);
        dead("ls", "--text", "nowhere").ok().matches("dead-ls-none.txt", TIMES);
    }

    @Test
    void facets_countWhatTheyHaveInCommon() {
        graveyard.bury();

        dead("facets").ok().matches("dead-facets.txt", TIMES);
        dead("facets", "--json").ok().matches("dead-facets-json.txt", TIMES);
    }

    @Test
    @Tag("P8")
    void show_showsAll() {
        graveyard.bury();

        dead("show", graveyard.id(0).toString()).ok().matches("dead-show.txt", TIMES);
        dead("show", graveyard.id(0).toString(), "--json").ok().matches("dead-show-json.txt", TIMES);
    }

    @Test
    void dataThatIsNoText_isShownInHex() {
        graveyard.bury(1, "k", new byte[] {(byte) 0xff, 0, 7}, "x.Y", "no");

        dead("show", graveyard.id(0).toString()).ok().matches("dead-show-hex.txt", TIMES);
    }

    @Test
    void unknownLetter_isAnError() {
        dead("show", "1-0").matches("dead-show-unknown.txt", TIMES);
        dead("replay", "1-0", "--yes").matches("dead-replay-unknown.txt", TIMES);
        terminal.run("dead", "ls", "orders", "typo").matches("dead-ls-typo.txt", TIMES);
    }

    @Test
    void replay_needsAChoiceAndAYes() {
        graveyard.bury();

        dead("replay", "--yes").matches("dead-replay-no-choice.txt", TIMES);
        dead("replay", "--all", "--key", "bob", "--yes").matches("dead-replay-both.txt", TIMES);
        dead("replay", "--class", "Negative").matches("dead-replay-no-consent.txt", TIMES);
        dead("replay", "--class", "Negative", "--dry-run").ok().matches("dead-replay-dry-run.txt", TIMES);
        assertThat(graveyard.letters.list(9)).hasSize(3);
    }

    @Test
    void replayOfOne_leavesTheOthers_andIsInTheBooks() {
        graveyard.bury();

        dead("replay", graveyard.id(0).toString(), "--yes", "--by", "anne").ok().matches("dead-replay.txt", TIMES);

        assertThat(graveyard.letters.list(9)).hasSize(2);
        replays("ls").ok().matches("replays-ls.txt", TIMES);
        replays("ls", "--json").ok().matches("replays-ls-json.txt", TIMES);
        replays("show", graveyard.letters.runs().get(0).id()).ok().matches("replays-show.txt", TIMES);
    }

    @Test
    void mergePatch_repairsWhatItCan_andSaysWhatItCannot() {
        graveyard.bury();

        dead("replay", "--all", "--merge-patch", "{\"cents\": 5}", "--yes", "--by", "anne")
                .matches("dead-replay-merge-patch.txt", TIMES);

        assertThat(lane()).contains("{\"id\":\"A-1\",\"cents\":5}", "{\"id\":\"B-22\",\"cents\":5}");
        assertThat(graveyard.letters.list(9))
                .singleElement()
                .satisfies(left -> assertThat(new String(left.value(), UTF_8)).isEqualTo("id=C-3"));
    }

    @Test
    void rawData_takesThePlaceOfWhatWasThere() {
        graveyard.bury();

        dead("replay", graveyard.id(2).toString(), "--data", "{\"id\":\"C-3\"}", "--yes", "--json", "--by", "anne")
                .ok()
                .matches("dead-replay-data-json.txt", TIMES);

        assertThat(lane()).contains("{\"id\":\"C-3\"}");
    }

    @Test
    void malformedPatch_isRefused() {
        graveyard.bury();

        dead("replay", "--all", "--merge-patch", "{cents: 5", "--yes").matches("dead-replay-bad-patch.txt", TIMES);

        assertThat(graveyard.letters.list(9)).hasSize(3);
        assertThat(graveyard.letters.runs()).isEmpty();
    }

    @Test
    void discard_removesForGood() {
        graveyard.bury();

        dead("discard", "--class", "IOException").matches("dead-discard-no-consent.txt", TIMES);
        dead("discard", "--class", "IOException", "--yes").ok().matches("dead-discard.txt", TIMES);

        assertThat(graveyard.letters.list(9)).hasSize(2);
        assertThat(lane()).isEqualTo("[]");
    }

    @Test
    void export_andImport_bringThemBack() throws IOException {
        graveyard.bury();
        Path file = directory.resolve("dead.jsonl");

        dead("export", file.toString()).ok();
        dead("discard", "--all", "--yes").ok();
        dead("import", file.toString()).ok().matches("dead-import.txt", TIMES);

        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(graveyard.letters.list(9)).map(letter -> letter.key()).containsExactly("anne", "bob", null);
        assertThat(dead("export", file.toString()).code()).isEqualTo(2);
        Files.writeString(file, "{}\n");
        dead("import", file.toString()).matches("dead-import-bad.txt", TIMES);
    }

    @Test
    void runThatIsOver_isNeitherCancelledNorResumed() {
        graveyard.bury();
        dead("replay", "--all", "--yes").ok();
        String id = graveyard.letters.runs().get(0).id();

        replays("cancel", id).ok().matches("replays-cancel-done.txt", TIMES);
        replays("resume", id).matches("replays-resume-done.txt", TIMES);
        replays("show", "1-0").matches("replays-show-unknown.txt", TIMES);
    }

    @Test
    void runThatWasCancelled_isResumedWithItsEdit() {
        graveyard.bury();
        String id = graveyard
                .letters
                .replay(
                        DeadLetterFilter.ALL.exceptionClass("Negative"),
                        ReplayOptions.<byte[]>defaults()
                                .by("anne")
                                .perSecond(1)
                                .edit(LetterEdit.mergePatch(LetterEdit.Form.JSON, "{\"cents\":1}")
                                        .ofBytes()))
                .id();
        replays("cancel", id).ok();

        Terminal.Result result = replays("resume", id).ok();

        assertThat(result.out()).startsWith("2 replayed. In the books");
        assertThat(lane()).contains("\"cents\":1");
    }

    @Test
    void serverThatIsAway_isOneLine() {
        new Terminal("redis://127.0.0.1:1")
                .run("dead", "ls", "orders", "billing")
                .matches("dead-ls-no-server.txt", TIMES);
    }

    private Terminal.Result dead(String verb, String... words) {
        return run("dead", verb, words);
    }

    private Terminal.Result replays(String verb, String... words) {
        return run("replays", verb, words);
    }

    private Terminal.Result run(String command, String verb, String... words) {
        String[] all = new String[words.length + 4];
        all[0] = command;
        all[1] = verb;
        all[2] = "orders";
        all[3] = "billing";
        System.arraycopy(words, 0, all, 4, words.length);
        return terminal.run(all);
    }

    private String lane() {
        return String.valueOf(REDIS.server().command("XRANGE", "hr:{orders}:billing:lane", "-", "+"));
    }
}
