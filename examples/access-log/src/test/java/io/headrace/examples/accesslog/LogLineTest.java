package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
    private static final String GOOD =
            "83.149.9.216 - ann [17/May/2015:10:05:03 +0200] \"GET /a?b=c HTTP/1.1\" 200 203023"
                    + " \"http://example.org/\" \"Mozilla/5.0 (X11)\"";

    @Test
    void goodLine_yieldsAllFields() {
        PageView view = LogLine.parse(GOOD);

        assertThat(view)
                .isEqualTo(new PageView(
                        "83.149.9.216",
                        Instant.parse("2015-05-17T08:05:03Z"),
                        "GET",
                        "/a?b=c",
                        "HTTP/1.1",
                        200,
                        203023,
                        "http://example.org/",
                        "Mozilla/5.0 (X11)"));
    }

    @Test
    void dashForBytes_countsZero() {
        PageView view = LogLine.parse(GOOD.replace(" 203023 ", " - "));

        assertThat(view.bytes()).isZero();
    }

    @Test
    void emptyQuotedField_isAllowed() {
        PageView view = LogLine.parse(GOOD.replace("Mozilla/5.0 (X11)", ""));

        assertThat(view.userAgent()).isEmpty();
    }

    @Test
    void escapedQuote_doesNotEndTheField() {
        PageView view = LogLine.parse(GOOD.replace("(X11)", "(\\\"X11\\\\\\\")"));

        assertThat(view.userAgent()).isEqualTo("Mozilla/5.0 (\\\"X11\\\\\\\")");
    }

    @Test
    void escapedBackslash_doesNotEscapeTheClosingQuote() {
        PageView view = LogLine.parse(GOOD.replace("(X11)", "\\\\"));

        assertThat(view.userAgent()).isEqualTo("Mozilla/5.0 \\\\");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            Mozilla/5.0 (X11)"           | Mozilla/5.0 (X11)      | no closing quote of the user agent, opened at column 104
            (X11)"                       | (X11)\\"               | no closing quote of the user agent, opened at column 104
            (X11)"                       | (X11)\\                | no closing quote of the user agent, opened at column 104
            "Mozilla/5.0 (X11)"          | Mozilla                | no opening quote of the user agent at column 104
            (X11)"                       | (X11)" more            | text after the user agent, from column 123
            org/" "Moz                   | org/""Moz              | no space before the user agent at column 103
            ' "Mozilla/5.0 (X11)"'       | ''                     | the line ends before the user agent, at column 103
            org/" "Moz                   | org/"  "Moz            | no user agent at column 104, but a second space
            83.149.9.216                 | ''                     | no client at column 1, but a second space
            [17/May/2015:10:05:03 +0200] | 17/May/2015            | no opening bracket of the time at column 20
            +0200]                       | +0200                  | no closing bracket of the time, opened at column 20
            17/May                       | 31/Feb                 | the time at column 20 is not a time like 17/May/2015:10:05:03 +0000: 31/Feb/2015:10:05:03 +0200
            :03 +                        | :60 +                  | the time at column 20 is not a time like 17/May/2015:10:05:03 +0000: 17/May/2015:10:05:60 +0200
            GET /a?b=c HTTP/1.1          | -                      | the request at column 49 is not a method, a target and a protocol: -
            GET /a?b=c HTTP/1.1          | GET /a b HTTP/1.1      | the request at column 49 is not a method, a target and a protocol: GET /a b HTTP/1.1
            GET /a?b=c HTTP/1.1          | 'GET  HTTP/1.1'        | the request at column 49 is not a method, a target and a protocol: GET  HTTP/1.1
            GET /a                       | \\x16\\x03 /a          | the request at column 49 does not begin with a method like GET: \\x16\\x03 /a?b=c HTTP/1.1
            HTTP/1.1                     | HTTP/x                 | the request at column 49 does not end with a protocol like HTTP/1.1: GET /a?b=c HTTP/x
            ' 200 '                      | ' 2o0 '                | the status at column 71 is not a number from 100 to 599: 2o0
            ' 200 '                      | ' 600 '                | the status at column 71 is not a number from 100 to 599: 600
            203023                       | -1                     | 'the byte count at column 75 is neither a number of at most 18 digits nor "-": -1'
            203023                       | 9999999999999999999    | 'the byte count at column 75 is neither a number of at most 18 digits nor "-": 9999999999999999999'
            """)
    void badLine_isRefusedWithWhatAndWhere(String good, String bad, String problem) {
        String line = GOOD.replace(good, bad);

        assertThat(line).isNotEqualTo(GOOD);
        assertThatExceptionOfType(MalformedLineException.class)
                .isThrownBy(() -> LogLine.parse(line))
                .withMessage(problem);
    }

    @Test
    void emptyLine_isRefused() {
        assertThatExceptionOfType(MalformedLineException.class)
                .isThrownBy(() -> LogLine.parse(""))
                .withMessage("the line ends before the client, at column 1");
    }

    @Test
    void longField_isShortenedInTheMessage() {
        String line = GOOD.replace(" 200 ", " " + "9".repeat(1000) + " ");

        assertThatExceptionOfType(MalformedLineException.class)
                .isThrownBy(() -> LogLine.parse(line))
                .withMessageEndingWith(": " + "9".repeat(60) + "...");
    }

    @Test
    void everyPrefixOfALine_isRefused() {
        List<String> prefixes = IntStream.range(0, GOOD.length())
                .mapToObj(end -> GOOD.substring(0, end))
                .toList();

        assertThat(prefixes)
                .allSatisfy(prefix -> assertThatExceptionOfType(MalformedLineException.class)
                        .isThrownBy(() -> LogLine.parse(prefix)));
    }

    @Test
    void theLog_parsesExceptForItsTruncatedLine() {
        List<String> lines = AccessLog.lines();

        List<Integer> refused = IntStream.rangeClosed(1, lines.size())
                .filter(number -> isRefused(lines.get(number - 1)))
                .boxed()
                .toList();

        assertThat(lines).hasSize(10_000);
        assertThat(refused).containsExactly(8_899);
        assertThat(isRefused(lines.get(8_898) + Pipeline.CLOSING_QUOTE)).isFalse();
    }

    private static boolean isRefused(String line) {
        try {
            LogLine.parse(line);
            return false;
        } catch (MalformedLineException refused) {
            return true;
        }
    }
}
