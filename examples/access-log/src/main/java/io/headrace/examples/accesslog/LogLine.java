package io.headrace.examples.accesslog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A strict parser of one line in Apache's combined log format, from left to right:
 *
 * <pre>client identity user [time] "request" status bytes "referer" "user agent"</pre>
 *
 * One space parts the fields. In a quoted field a backslash escapes the character after it.
 */
final class LogLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern METHOD = Pattern.compile("[A-Z]+");
    private static final Pattern PROTOCOL = Pattern.compile("HTTP/[0-9]\\.[0-9]");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]");
    private static final Pattern BYTES = Pattern.compile("-|[0-9]{1,18}");
    private static final int LONGEST_EXCERPT = 60;

    private final String line;
    private int position;
    private int fieldColumn;

    private LogLine(String line) {
        this.line = line;
    }

    /** The page view that this line logs. */
    static PageView parse(String line) throws MalformedLineException {
        return new LogLine(line).pageView();
    }

    private PageView pageView() {
        String client = word("client");
        word("identity");
        word("user");
        Instant time = time();
        Request request = request();
        int status = status();
        long bytes = bytes();
        String referer = quoted("referer");
        String userAgent = quoted("user agent");
        end("user agent");
        return new PageView(
                client, time, request.method, request.target, request.protocol, status, bytes, referer, userAgent);
    }

    private Instant time() {
        String text = enclosed("time", '[', ']', "bracket");
        try {
            return TIME.parse(text, Instant::from);
        } catch (DateTimeException malformed) {
            throw wrong("time", text, "is not a time like 17/May/2015:10:05:03 +0000");
        }
    }

    private Request request() {
        String text = quoted("request");
        String[] parts = text.split(" ", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            throw wrong("request", text, "is not a method, a target and a protocol");
        }
        if (!METHOD.matcher(parts[0]).matches()) {
            throw wrong("request", text, "does not begin with a method like GET");
        }
        if (!PROTOCOL.matcher(parts[2]).matches()) {
            throw wrong("request", text, "does not end with a protocol like HTTP/1.1");
        }
        return new Request(parts[0], parts[1], parts[2]);
    }

    private int status() {
        String text = word("status");
        if (!STATUS.matcher(text).matches()) {
            throw wrong("status", text, "is not a number from 100 to 599");
        }
        return Integer.parseInt(text);
    }

    private long bytes() {
        String text = word("byte count");
        if (!BYTES.matcher(text).matches()) {
            throw wrong("byte count", text, "is neither a number of at most 18 digits nor \"-\"");
        }
        return text.equals("-") ? 0 : Long.parseLong(text);
    }

    private String word(String field) {
        begin(field);
        int space = line.indexOf(' ', position);
        return take(space < 0 ? line.length() : space);
    }

    private String quoted(String field) {
        return enclosed(field, '"', '"', "quote");
    }

    private String enclosed(String field, char opening, char closing, String mark) {
        begin(field);
        if (line.charAt(position) != opening) {
            throw new MalformedLineException("no opening " + mark + " of the " + field + " at column " + fieldColumn);
        }
        position++;
        int end = indexOfUnescaped(closing);
        if (end < 0) {
            throw new MalformedLineException(
                    "no closing " + mark + " of the " + field + ", opened at column " + fieldColumn);
        }
        String text = take(end);
        position++;
        return text;
    }

    /** Steps over the space before a field and makes sure that something is there. */
    private void begin(String field) {
        if (position > 0 && position < line.length()) {
            if (line.charAt(position) != ' ') {
                throw new MalformedLineException("no space before the " + field + " at column " + (position + 1));
            }
            position++;
        }
        fieldColumn = position + 1;
        if (position == line.length()) {
            throw new MalformedLineException("the line ends before the " + field + ", at column " + fieldColumn);
        }
        if (line.charAt(position) == ' ') {
            throw new MalformedLineException("no " + field + " at column " + fieldColumn + ", but a second space");
        }
    }

    private int indexOfUnescaped(char closing) {
        for (int i = position; i < line.length(); i++) {
            if (line.charAt(i) == closing) {
                return i;
            }
            if (line.charAt(i) == '\\') {
                i++;
            }
        }
        return -1;
    }

    private String take(int end) {
        String text = line.substring(position, end);
        position = end;
        return text;
    }

    private void end(String lastField) {
        if (position < line.length()) {
            throw new MalformedLineException("text after the " + lastField + ", from column " + (position + 1));
        }
    }

    private MalformedLineException wrong(String field, String text, String problem) {
        String excerpt = text.length() > LONGEST_EXCERPT ? text.substring(0, LONGEST_EXCERPT) + "..." : text;
        return new MalformedLineException(
                "the " + field + " at column " + fieldColumn + " " + problem + ": " + excerpt);
    }

    private record Request(String method, String target, String protocol) {}
}
