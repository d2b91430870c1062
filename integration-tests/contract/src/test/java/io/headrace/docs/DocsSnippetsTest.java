package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Holds the README and the pages below docs to the code: snippets, links, cited tests. */
class DocsSnippetsTest {
    private static final int README_LINES = 120;
    private static final int FIRST_CODE_LINE = 25;
    private static final Pattern CITED_TEST = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");

    /** The java code of these pages is a region of a test, and every region is shown. */
    private static List<String> strangeCode(List<Page> pages, Map<String, String> regions) {
        return Snippets.problems(pages, regions);
    }

    /** A relative link leads to a file, and to a heading in it if it names one. */
    private static List<String> deadLinks(Page page) {
        return page.links().stream()
                .filter(link -> !leadsSomewhere(page, link))
                .map(link -> page.file() + " links to " + link)
                .toList();
    }

    private static boolean leadsSomewhere(Page page, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path);
        if (!path.isEmpty() && !Files.exists(target)) {
            return false;
        }
        return hash < 0
                || (path.isEmpty() ? page : new Page(target, Repository.read(target)))
                        .anchors()
                        .contains(link.substring(hash + 1));
    }

    /** A test that the page names as {@code Class.method} exists. */
    private static List<String> missingTests(Page page, Map<String, String> sources) {
        return CITED_TEST
                .matcher(page.prose())
                .results()
                .filter(cited -> !sources.getOrDefault(cited.group(1), "").contains("void " + cited.group(2) + "("))
                .map(cited -> page.file() + " cites " + cited.group())
                .toList();
    }

    private static List<String> longReadme(Page readme) {
        List<String> problems = new ArrayList<>();
        long lines = readme.text().lines().count();
        if (lines > README_LINES) {
            problems.add("the README has " + lines + " lines");
        }
        List<Page.Block> code = readme.blocks("java");
        if (code.isEmpty() || code.get(0).line() > FIRST_CODE_LINE) {
            problems.add("the README shows no code by line " + FIRST_CODE_LINE);
        }
        for (String command : List.of("./mvnw -q -Pdemo", "./mvnw -q verify")) {
            if (readme.blocks("sh").stream()
                    .flatMap(block -> block.text().lines())
                    .noneMatch(command::equals)) {
                problems.add("the README does not name the command " + command);
            }
        }
        return problems;
    }

    @Nested
    class Documents {
        @Test
        void codeOfThePages_isRunByTests() {
            assertThat(strangeCode(Repository.pages(), regions())).isEmpty();
        }

        @Test
        void links_leadSomewhere() {
            assertThat(Repository.pages()).flatMap(DocsSnippetsTest::deadLinks).isEmpty();
        }

        @Test
        void citedTests_exist() {
            Map<String, String> sources = Repository.testSources().stream()
                    .collect(Collectors.toMap(DocsSnippetsTest::className, Repository::read, String::concat));

            assertThat(Repository.pages())
                    .flatMap(page -> missingTests(page, sources))
                    .isEmpty();
        }

        @Test
        void readme_isShortAndShowsCodeFirst() {
            assertThat(longReadme(Repository.page("README.md"))).isEmpty();
        }
    }

    @Nested
    class PlantedBugs {
        private static final Map<String, String> REGIONS = Snippets.in("""
                    // snippet: one
                    int one = 1;
                    // end
                """);

        @Test
        void copiedRegion_isAccepted() {
            assertThat(strangeCode(List.of(page("```java\n  int one = 1;\n```\n")), REGIONS))
                    .isEmpty();
        }

        @Test
        void changedCode_isFound() {
            assertThat(strangeCode(List.of(page("text\n```java\nint one = 2;\n```\n")), REGIONS))
                    .hasSize(2)
                    .anySatisfy(problem -> assertThat(problem).contains("page.md:2", "int one = 2;"))
                    .anySatisfy(problem -> assertThat(problem).contains("\"one\" is on no page"));
        }

        @Test
        void secondBlock_isReadToo() {
            String text = "```sh\nls\n```\n```java\nint one = 1;\n```\n```java\nint one = 3;\n```\n";
            assertThat(strangeCode(List.of(page(text)), REGIONS))
                    .singleElement()
                    .asString()
                    .contains("page.md:7");
        }

        @Test
        void linkToNothing_isFound() {
            assertThat(deadLinks(page("[here](docs/README.md) [there](docs/no-such-page.md)")))
                    .singleElement()
                    .asString()
                    .endsWith("docs/no-such-page.md");
        }

        @Test
        void linkToMissingHeading_isFound() {
            Page page = page("# One `code`, two\n[a](#one-code-two) [b](#three) [c](docs/README.md#no-such-heading)");
            assertThat(deadLinks(page)).hasSize(2);
        }

        @Test
        void linksElsewhere_areLeftAlone() {
            assertThat(deadLinks(page("[web](https://redis.io) `[code]` \n```\n[x](y)\n```\n")))
                    .isEmpty();
        }

        @Test
        void citedTestThatIsGone_isFound() {
            Map<String, String> sources = Map.of("OneTest", "void first_works() {");
            assertThat(missingTests(page("`OneTest.first_works` `OneTest.second_works` `TwoTest.a_b`"), sources))
                    .hasSize(2);
        }

        @Test
        void longReadmeWithoutCode_isFound() {
            String commands = "```sh\n./mvnw -q -Pdemo\n./mvnw -q verify\n```\n";
            String code = "```java\nint one = 1;\n```\n";
            assertThat(longReadme(page(commands + code))).isEmpty();
            assertThat(longReadme(page(commands + "\n".repeat(25) + code))).hasSize(1);
            assertThat(longReadme(page(commands + code + "\n".repeat(120)))).hasSize(1);
            assertThat(longReadme(page(code))).hasSize(2);
        }

        private static Page page(String text) {
            return new Page(Repository.ROOT.resolve("page.md"), text);
        }
    }

    @Test
    void namesOfSnippets_areUnique() {
        List<String> names = Repository.testSources().stream()
                .filter(DocsSnippetsTest::isOfTheDocs)
                .flatMap(file -> Snippets.in(Repository.read(file)).keySet().stream())
                .toList();

        assertThat(names).doesNotHaveDuplicates();
        assertThat(Set.copyOf(names)).isEqualTo(regions().keySet());
    }

    private static Map<String, String> regions() {
        Map<String, String> regions = new HashMap<>();
        Repository.testSources().stream()
                .filter(DocsSnippetsTest::isOfTheDocs)
                .forEach(file -> regions.putAll(Snippets.in(Repository.read(file))));
        return regions;
    }

    private static boolean isOfTheDocs(Path file) {
        return file.getParent().endsWith("io/headrace/docs") && !file.endsWith("DocsSnippetsTest.java");
    }

    private static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
