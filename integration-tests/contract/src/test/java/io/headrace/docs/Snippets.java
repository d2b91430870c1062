package io.headrace.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Regions of test code between {@code // snippet: name} and {@code // end}, for the pages to copy. */
final class Snippets {
    private static final Pattern BEGIN = Pattern.compile("\\s*// snippet: (\\S+)");
    private static final String END = "// end";

    private Snippets() {}

    /** The regions of a source by name, without their common indentation. */
    static Map<String, String> in(String source) {
        Map<String, String> regions = new LinkedHashMap<>();
        List<String> lines = source.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher begin = BEGIN.matcher(lines.get(i));
            if (begin.matches()) {
                String region = lines.subList(i + 1, lines.size()).stream()
                        .takeWhile(line -> !line.strip().equals(END))
                        .collect(Collectors.joining("\n"));
                regions.put(begin.group(1), region.stripIndent().strip());
            }
        }
        return regions;
    }

    /** What is wrong with the java blocks of these pages, measured by these regions. */
    static List<String> problems(List<Page> pages, Map<String, String> regions) {
        List<String> problems = new ArrayList<>();
        List<String> unused = new ArrayList<>(regions.values());
        for (Page page : pages) {
            for (Page.Block block : page.blocks("java")) {
                unused.remove(block.text().strip());
                if (!regions.containsValue(block.text().strip())) {
                    problems.add(page.file() + ":" + block.line() + " shows code that no test runs:\n" + block.text());
                }
            }
        }
        regions.forEach((name, region) -> {
            if (unused.contains(region)) {
                problems.add("snippet \"" + name + "\" is on no page");
            }
        });
        return problems;
    }
}
