package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/configuration.md to the code: every key, its type and its default. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../../docs/reference/configuration.md");

    @Test
    void page_listsEveryKeyWithItsTypeAndDefault() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `headrace."))
                .map(ConfigurationPageTest::firstThreeCells)
                .toList();

        assertThat(rows).containsExactlyElementsOf(expected().toList());
    }

    @Test
    void page_namesWhatIsCodeOnly() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Keys.CODE_ONLY)
                .allSatisfy((option, where) -> assertThat(page).contains("`" + option + "`", "`" + where + "`"));
    }

    private static Stream<String> expected() {
        Stream<Key<?>> ofHandlers =
                Stream.concat(Stream.of(Knobs.ENABLED), Knobs.ALL.stream().map(Knobs.Knob::key));
        return Stream.concat(
                Keys.ALL.stream().map(key -> row(key.name(), key)),
                ofHandlers.map(key -> row("headrace.handlers.<group>." + key.name(), key)));
    }

    private static String row(String name, Key<?> key) {
        return name + " " + key.kind().title() + " " + key.fallback();
    }

    private static String firstThreeCells(String row) {
        String[] cells = row.split("\\|", -1);
        return String.join(" ", cells[1].strip(), cells[2].strip(), cells[3].strip())
                .replace("`", "");
    }
}
