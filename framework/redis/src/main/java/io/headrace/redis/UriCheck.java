package io.headrace.redis;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a connection URI before Lettuce reads it, which takes what it does not understand for a part of the host's name.
 * A password with an unescaped {@code /}, {@code ?} or {@code #} can end up in any part, so no error quotes any.
 */
final class UriCheck {
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]]+)(:[0-9]{1,5})?");
    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,6}");
    private static final int MAX_PORT = 65_535;

    private UriCheck() {}

    /** The URI with its scheme in lower case. */
    static String checked(String text) {
        URI uri = split(text);
        boolean sentinel = "redis-sentinel".equalsIgnoreCase(uri.getScheme());
        String problem = problem(uri, sentinel);
        if (problem != null) {
            throw bad(problem);
        }
        int colon = text.indexOf(':');
        return text.substring(0, colon).toLowerCase(Locale.ROOT) + text.substring(colon);
    }

    static HeadraceException bad(String problem) {
        return new HeadraceException(
                ErrorCode.BAD_URI,
                "Bad connection URI: " + problem + ". It looks like redis://127.0.0.1:6379 or"
                        + " rediss://user:password@host:6380; in a password write # as %23, / as %2F, ? as %3F, @ as %40.");
    }

    private static URI split(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw bad(malformed.getReason() + " at index " + malformed.getIndex());
        }
    }

    private static @Nullable String problem(URI uri, boolean sentinel) {
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        int at = authority.lastIndexOf('@');
        if (at >= 0 && authority.indexOf('@') < at) {
            return "it has more than one @";
        }
        String problem = hostProblem(authority.substring(at + 1), sentinel);
        if (problem != null) {
            return problem;
        }
        if (!DATABASE.matcher(uri.getRawPath()).matches()) {
            return "what follows the host is not the number of a database";
        }
        if ((uri.getRawFragment() != null) != sentinel) {
            return sentinel ? "it lacks the master's name, #name at its end" : "only redis-sentinel: takes a #";
        }
        return uri.getRawQuery() != null && uri.getRawQuery().contains("@") ? "there is an @ behind the ?" : null;
    }

    private static @Nullable String hostProblem(String hosts, boolean several) {
        if (hosts.isEmpty()) {
            return "it names no host";
        }
        for (String host : several ? hosts.split(",", -1) : new String[] {hosts}) {
            var matcher = HOST_AND_PORT.matcher(host);
            if (!matcher.matches()) {
                return "host and port are not a name and a number";
            }
            String port = matcher.group(1);
            if (port != null && !isPort(Integer.parseInt(port.substring(1)))) {
                return "the port is not from 1 to " + MAX_PORT;
            }
        }
        return null;
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= MAX_PORT;
    }
}
