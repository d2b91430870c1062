package io.headrace.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The codes, and the page that explains them. */
class ErrorCodesTest {
    private static final String HEADING = "## HR-";

    /** Headings that no code has, codes that have no heading, and headings out of order. */
    private static List<String> differences(String page) {
        List<String> headings =
                page.lines().filter(line -> line.startsWith(HEADING)).toList();
        List<String> codes = Stream.of(ErrorCode.values())
                .map(code -> "## " + code.code() + " " + code.title())
                .toList();
        List<String> differences = new ArrayList<>();
        headings.stream()
                .filter(heading -> !codes.contains(heading))
                .forEach(heading -> differences.add("no error code for: " + heading));
        codes.stream()
                .filter(code -> !headings.contains(code))
                .forEach(code -> differences.add("no heading for: " + code));
        if (differences.isEmpty() && !headings.equals(codes)) {
            differences.add("headings are out of order or doubled: " + headings);
        }
        return differences;
    }

    @Test
    void page_explainsEveryCodeAndNoOther() throws IOException {
        assertThat(differences(Files.readString(root().resolve("docs/reference/errors.md"))))
                .isEmpty();
    }

    @Test
    void codes_areUnique() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::code).doesNotHaveDuplicates();
    }

    @Test
    void plantedHeading_isFound() {
        assertThat(differences(completePage() + "## HR-9999 No such code\n"))
                .containsExactly("no error code for: ## HR-9999 No such code");
    }

    @Test
    void plantedTitle_isFoundBothWays() {
        String page = completePage().replace("HR-1001 Bad connection URI", "HR-1001 Bad URI");
        assertThat(differences(page))
                .containsExactly(
                        "no error code for: ## HR-1001 Bad URI", "no heading for: ## HR-1001 Bad connection URI");
    }

    @Test
    void missingHeading_isFound() {
        String page = completePage().replace("## HR-1001 Bad connection URI\n", "");
        assertThat(differences(page)).containsExactly("no heading for: ## HR-1001 Bad connection URI");
    }

    @Test
    void doubledHeading_isFound() {
        assertThat(differences(completePage() + "## HR-1001 Bad connection URI\n"))
                .singleElement()
                .asString()
                .startsWith("headings are out of order or doubled");
    }

    private static String completePage() {
        StringBuilder page = new StringBuilder("# Errors\n");
        for (ErrorCode code : ErrorCode.values()) {
            page.append("## ")
                    .append(code.code())
                    .append(' ')
                    .append(code.title())
                    .append('\n');
        }
        return page.toString();
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
