package io.headrace.worker;

import java.util.regex.Pattern;

/** Hides secrets in what is printed: whole values by their key, and credentials inside of URIs. */
final class Masks {
    static final String MASK = "***";

    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passwd|secret|token|credential|private-?key|api-?key|access-?key).*");
    private static final Pattern SECRET_PARAMETER = Pattern.compile("(?i)((?:password|passwd|secret|token)=)[^&;\\s]+");

    private Masks() {}

    /** A value as it may be printed under this key. */
    static String shown(String key, String value) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        if (SECRET_KEY.matcher(name).matches() && !name.endsWith("-file")) {
            return MASK;
        }
        return uri(SECRET_PARAMETER.matcher(value).replaceAll("$1" + MASK));
    }

    /**
     * A URI without its password, or the text as it is. A password with an unescaped {@code @}, {@code /} or {@code #} is
     * hidden, too: all goes up to the last {@code @}.
     */
    static String uri(String text) {
        int begin = text.indexOf("://") + 3;
        int at = text.lastIndexOf('@');
        if (begin < 3 || at < begin) {
            return text;
        }
        int colon = text.indexOf(':', begin);
        String user = colon < 0 || colon > at ? "" : text.substring(begin, colon);
        return text.substring(0, begin) + user + ":" + MASK + text.substring(at);
    }
}
