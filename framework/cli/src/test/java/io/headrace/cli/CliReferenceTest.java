package io.headrace.cli;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds the page about the command line to what the command takes. */
class CliReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/cli.md");
    private static final String COMMON = "Every verb";
    private static final Set<String> UNDOCUMENTED = Set.of("generate-completion"); // but above all verbs

    private static final Pattern SECTION = Pattern.compile("(?m)^###? (.+)\n((?:(?!^##).*\n)*)");
    private static final Pattern NAMES = Pattern.compile("(?m)^\\| (`-?-?[A-Za-z][^|]*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern SYNOPSIS = Pattern.compile("```sh\n((?:headrace .*\n)+)```");
    private static final Pattern WORD = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*");

    private final CommandLine line =
            HeadraceCommand.line(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));

    @Test
    void verbsAndArguments_areThoseOfThePage() throws IOException {
        assertThat(ofPage()).isEqualTo(ofCommand(line));
    }

    @Test
    void optionThatIsNotOnThePage_isFound() throws IOException {
        line.getSubcommands()
                .get("tail")
                .getCommandSpec()
                .addOption(OptionSpec.builder("--new").build());

        assertThat(ofPage()).isNotEqualTo(ofCommand(line));
    }

    @Test
    void verbThatIsNotOnThePage_isFound() throws IOException {
        line.addSubcommand("new", CommandSpec.create());

        assertThat(ofPage()).isNotEqualTo(ofCommand(line));
    }

    @Test
    void synopses_haveTheOptionsOfTheirTables() throws IOException {
        Map<String, Set<String>> tables = ofPage();
        for (Map.Entry<String, String> section : sections().entrySet()) {
            SYNOPSIS.matcher(section.getValue())
                    .results()
                    .limit(1)
                    .forEach(synopsis -> assertThat(WORD.matcher(synopsis.group(1))
                                    .results()
                                    .map(MatchResult::group)
                                    .distinct())
                            .as(section.getKey())
                            .containsExactlyInAnyOrderElementsOf(
                                    options(tables.getOrDefault(section.getKey(), Set.of()))));
        }
    }

    /** Of an option with two names, a synopsis has the long one. */
    private static List<String> options(Set<String> names) {
        return names.stream().filter(name -> name.startsWith("--")).toList();
    }

    private static Map<String, Set<String>> ofPage() throws IOException {
        Map<String, Set<String>> verbs = new TreeMap<>();
        sections().forEach((title, text) -> {
            Set<String> names = NAMES.matcher(text)
                    .results()
                    .flatMap(row -> CODE.matcher(row.group(1)).results())
                    .map(code -> code.group(1))
                    .collect(toCollection(TreeSet::new));
            verbs.put(title, names);
        });
        return verbs;
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new TreeMap<>();
        String page = Files.readString(PAGE).replaceAll("(?s)\n\\| column \\|.*?\n\n", "\n");
        SECTION.matcher(page).results().forEach(section -> sections.put(section.group(1), section.group(2)));
        sections.remove("Which dead letters");
        return sections;
    }

    private static Map<String, Set<String>> ofCommand(CommandLine line) {
        Map<String, Set<String>> verbs = new TreeMap<>();
        Set<String> common = names(line.getSubcommands().get("streams").getCommandSpec());
        common.retainAll(names(line.getSubcommands().get("resume").getCommandSpec()));
        verbs.put(COMMON, common);
        add(verbs, "", line, common);
        return verbs;
    }

    private static void add(Map<String, Set<String>> verbs, String prefix, CommandLine line, Set<String> common) {
        line.getSubcommands().forEach((name, verb) -> {
            if (prefix.isEmpty() && UNDOCUMENTED.contains(name)) {
                return;
            }
            Set<String> names = names(verb.getCommandSpec());
            names.removeAll(common);
            verbs.put(prefix + name, names);
            add(verbs, prefix + name + " ", verb, common);
        });
    }

    private static Set<String> names(CommandSpec spec) {
        Stream<String> options = spec.options().stream().flatMap(option -> Arrays.stream(option.names()));
        Stream<String> parameters = spec.positionalParameters().stream().map(parameter -> parameter.paramLabel());
        return Stream.concat(options, parameters).collect(toCollection(TreeSet::new));
    }
}
