package io.headrace.worker;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/metrics.md to what is told of each metric. */
class MetricTextsTest {
    private static final Path PAGE = Path.of("../../docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (?:(?:in|out) \\| )?(.*) \\|$");

    @Test
    void page_hasTheTextOfEveryMetric() throws IOException {
        Map<String, String> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .collect(toMap(row -> row.group(1), row -> plain(row.group(2))));

        assertThat(MetricTexts.all().keySet()).isEqualTo(rows.keySet());
        assertThat(MetricTexts.all())
                .allSatisfy((name, text) ->
                        assertThat(plain(text.replaceFirst("^Messages: ", ""))).isEqualTo(rows.get(name)));
    }

    /** The page begins in lower case, and marks code. */
    private static String plain(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1).replace("`", "");
    }
}
