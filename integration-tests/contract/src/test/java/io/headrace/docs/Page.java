package io.headrace.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page in Markdown, as far as the checks read it: fenced blocks, headings and links. */
record Page(Path file, String text) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String FENCE = "```";

    /** A fenced block of this language; {@code line} is that of its opening fence, from 1. */
    record Block(String language, int line, String text) {}

    List<Block> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language.equals(language))
                .toList();
    }

    /** The targets of links, in order. */
    List<String> links() {
        return LINK.matcher(prose())
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors that GitHub makes of the headings. */
    List<String> anchors() {
        return prose().lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
                .toList();
    }

    /** The code that stands in the first column of the tables below this heading, down to the next one. */
    List<String> namesBelow(String heading) {
        return text.lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> CODE.matcher(cell).results())
                .map(code -> code.group(1))
                .toList();
    }

    /** What stands outside of fenced blocks. */
    String prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith(FENCE)) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return String.join("\n", prose);
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(FENCE)) {
                int opening = i;
                String body = lines.subList(opening + 1, lines.size()).stream()
                        .takeWhile(line -> !line.strip().startsWith(FENCE))
                        .collect(Collectors.joining("\n"));
                blocks.add(new Block(
                        lines.get(opening).strip().substring(FENCE.length()), opening + 1, body.stripIndent()));
                i += (int) body.lines().count() + 1;
            }
        }
        return blocks;
    }
}
