package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.cli.Main;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Runs the tutorial's commands in their order, and compares what they print with what the page shows. Ids and times differ
 * each time: an id of the page stands for the one that was printed in its place. {@code -DargLine=-Dgolden.write=true} puts what
 * is printed into the page.
 */
class RepairTutorialTest {
    private static final Path PAGE = Path.of("../../docs/tutorial/repair.md");
    private static final Pattern COMMAND =
            Pattern.compile("```sh\\n((?:gunzip.*|headrace.*))\\n```\\n(?:```text\\n((?s:.*?))```\\n)?");
    private static final Pattern ID = Pattern.compile("\\b1[7-9]\\d{11}-\\d+\\b");
    private static final Pattern CHANGING = Pattern.compile(
            "\\b1[7-9]\\d{11}-\\d+|\\b\\d{4}-\\d\\d-\\d\\d(?: \\d\\d:\\d\\d:\\d\\d)?|\\bhr-\\S+|\\d+\\.\\d MiB");
    private static final Pattern FRAMES = Pattern.compile("(?m)^( +)at .*\\n(?: +(?:at|\\.\\.\\.) .*\\n)*");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Map<String, String> ids = new HashMap<>(); // of the page to those of this run
    private String newest = "";

    @Test
    void everyCommand_printsWhatThePageShows() throws IOException {
        String page = Files.readString(PAGE);
        StringBuilder written = new StringBuilder();
        int end = 0;
        try (RedisServer server = RedisServer.start();
                Headrace headrace = Headrace.connect(server.uri())) {
            Matcher commands = COMMAND.matcher(page);
            while (commands.find()) {
                String printed = run(commands.group(1), server.uri(), headrace);
                written.append(page.substring(end, commands.start()));
                written.append("```sh\n").append(renamed(commands.group(1))).append("\n```\n");
                if (commands.group(2) != null) {
                    remember(commands.group(2), printed);
                    written.append("```text\n").append(printed).append("```\n");
                    if (!Boolean.getBoolean("golden.write")) {
                        assertThat(fixed(printed)).as(commands.group(1)).isEqualTo(fixed(commands.group(2)));
                    }
                }
                end = commands.end();
            }
        }
        assertThat(end).isPositive();
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(PAGE, written.append(page.substring(end)).toString());
        }
    }

    private String run(String line, String uri, Headrace headrace) throws IOException {
        if (line.startsWith("headrace worker")) {
            new AccessLogApplication().workers(headrace, Map.of()).forEach(worker -> worker.start());
            awaitNoBacklog(uri);
            return "";
        }
        InputStream before = System.in;
        String command = line;
        if (line.startsWith("gunzip -c ")) {
            String file = line.substring("gunzip -c ".length(), line.indexOf(" | "));
            System.setIn(
                    new GZIPInputStream(Files.newInputStream(Path.of("../..").resolve(file))));
            command = line.substring(line.indexOf(" | ") + 3).replace(" > /dev/null", "");
        }
        try {
            return headrace(command, uri);
        } finally {
            System.setIn(before);
        }
    }

    private String headrace(String command, String uri) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.substring("headrace ".length()));
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2);
            words.add(renamed(text));
        }
        words.addAll(List.of("--url", uri));
        StringWriter out = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(out, true), words.toArray(String[]::new));
        assertThat(code).as(command + "\n" + out).isZero();
        Matcher listed = ID.matcher(out.toString());
        newest = listed.find() ? listed.group() : newest;
        return FRAMES.matcher(out.toString()).replaceAll("$1at …\n");
    }

    /** With the ids of this run; one that the page shows nowhere before is the first that was printed last. */
    private String renamed(String text) {
        return ID.matcher(text).replaceAll(id -> ids.computeIfAbsent(id.group(), unknown -> newest));
    }

    private void awaitNoBacklog(String uri) {
        for (int i = 0; i < 600; i++) {
            StringWriter out = new StringWriter();
            int code = Main.run(
                    new PrintWriter(out, true),
                    new PrintWriter(out, true),
                    "lag",
                    "access-log",
                    "--fail-above",
                    "0",
                    "--url",
                    uri);
            if (code == 0) {
                return;
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new AssertionError("the workers are not through after a minute");
    }

    /** In the order in which they are printed, the ids of the page are those of this run. */
    private void remember(String shown, String printed) {
        Matcher of = ID.matcher(shown);
        Matcher now = ID.matcher(printed);
        while (of.find() && now.find()) {
            ids.put(of.group(), now.group());
        }
    }

    private static String fixed(String text) {
        return CHANGING.matcher(text).replaceAll("#").replaceAll(" +", " "); // columns are as wide as ids
    }
}
