package io.headrace.worker;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts environment variables into values of a file: {@code ${NAME}}, {@code ${NAME:default}}; {@code $${NAME}} is left. */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("(\\$?)\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:[^}]*)?}");

    private final Map<String, String> variables;

    Placeholders(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * The value with what the variables hold.
     *
     * @throws IllegalArgumentException if a variable is missing and has no default
     */
    String fill(String value) {
        return PLACEHOLDER.matcher(value).replaceAll(found -> Matcher.quoteReplacement(filled(found)));
    }

    private String filled(MatchResult found) {
        if (!found.group(1).isEmpty()) {
            return found.group().substring(1);
        }
        String variable = variables.get(found.group(2));
        if (variable != null) {
            return variable;
        }
        if (found.group(3) == null) {
            throw new IllegalArgumentException("takes the environment variable " + found.group(2)
                    + ", which is not set. Set it, or write ${" + found.group(2) + ":default}");
        }
        return found.group(3).substring(1);
    }
}
