package io.headrace.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks that a script touches declared keys only: a key is an element of KEYS, a name that is bound to one, a parameter
 * called {@code key} whose every caller passes a key, or an element of a parameter called {@code keys}. It reads the few
 * forms of Lua that the scripts are written in; what it does not know, it rejects.
 */
final class LuaKeys {
    private static final Set<String> KEY_FIRST = Set.of(
            "GET",
            "HDEL",
            "HGET",
            "HLEN",
            "HKEYS",
            "HSCAN",
            "HSET",
            "INCR",
            "PEXPIRE",
            "SADD",
            "SCARD",
            "SET",
            "SISMEMBER",
            "SMEMBERS",
            "TYPE",
            "XACK",
            "XADD",
            "XAUTOCLAIM",
            "XCLAIM",
            "XDEL",
            "XLEN",
            "XPENDING",
            "XRANGE",
            "XTRIM",
            "ZADD",
            "ZCARD",
            "ZRANGE",
            "ZRANGEBYSCORE",
            "ZREM",
            "ZSCAN",
            "ZSCORE");
    private static final Set<String> KEY_AFTER_SUBCOMMAND = Set.of("MEMORY", "XGROUP", "XINFO");
    private static final Set<String> KEY_AFTER_STREAMS = Set.of("XREADGROUP"); // GROUP, group, consumer, STREAMS, key
    private static final Set<String> NO_KEY = Set.of("TIME");

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern COMMAND = Pattern.compile("redis\\.(?:p?call|acl_check_cmd)");
    private static final Pattern LITERAL = Pattern.compile("'[^']*'");
    private static final Pattern DECLARED_KEY = Pattern.compile("KEYS\\[[\\w +]+]");
    private static final Pattern BINDING = Pattern.compile("(?m)^[ \t]*(?:local )?((?:\\w+, )*\\w+) = (.*)$");
    private static final Pattern ASSIGNED = Pattern.compile("(\\w+) = ");
    private static final Pattern LOOP = Pattern.compile("for (\\w+), (\\w+) in ipairs\\((.*)\\) do");
    private static final Pattern KEYS_ELEMENT = Pattern.compile("(?m)^[ \t]*keys\\[\\w+] = (.*)$");
    private static final Pattern FUNCTION = Pattern.compile("function ?(\\w*)\\(([^)]*)\\)");
    private static final Pattern LOCATE =
            Pattern.compile("function locate\\(ref\\)\\s+return [^\n]* and (\\w+) or (\\w+),");

    private final String script;
    private final Set<String> names;
    private final List<String> problems = new ArrayList<>();

    private LuaKeys(String script) {
        this.script = COMMENT.matcher(script).replaceAll("");
        this.names = boundNames();
    }

    /** What is wrong with a script whose includes are in place; empty if nothing is. */
    static List<String> problems(String script) {
        LuaKeys check = new LuaKeys(script);
        check.bindings();
        check.callers();
        check.commands();
        return check.problems;
    }

    private Set<String> boundNames() {
        Set<String> bound = new HashSet<>();
        for (MatchResult binding : all(BINDING)) {
            pairs(binding)
                    .filter(pair -> isDeclared(pair.getValue()))
                    .map(Map.Entry::getKey)
                    .forEach(bound::add);
        }
        return bound;
    }

    private void bindings() {
        for (MatchResult binding : all(BINDING)) {
            boolean located =
                    binding.group(1).equals("key, id") && binding.group(2).startsWith("locate(");
            pairs(binding)
                    .filter(pair -> isName(pair.getKey()))
                    .filter(pair -> !located && !isDeclared(pair.getValue()))
                    .forEach(pair -> problems.add(pair.getKey() + " is bound to " + pair.getValue()));
        }
        for (MatchResult assigned : all(ASSIGNED)) {
            boolean isRead = all(BINDING).stream().anyMatch(binding -> binding.end(1) == assigned.end(1));
            require(isRead || !isName(assigned.group(1)), assigned.group(1) + " is bound within a line");
        }
        for (MatchResult loop : all(LOOP)) {
            require(!isKey(loop.group(2)) || isListOfKeys(loop.group(3)), "loop over " + loop.group(3));
        }
        all(KEYS_ELEMENT).forEach(element -> require(isDeclared(element.group(1)), "keys holds " + element.group(1)));
        all(LOCATE)
                .forEach(locate ->
                        require(isKey(locate.group(1)) && isKey(locate.group(2)), "locate replies " + locate.group()));
    }

    private void callers() {
        for (MatchResult function : all(FUNCTION)) {
            int position = arguments(function.group(2)).indexOf("key");
            if (position >= 0 && !function.group(1).isEmpty()) {
                for (MatchResult call : all(Pattern.compile("(?<!function )\\b" + function.group(1) + "\\("))) {
                    requireKey(call.group(), arguments(insideParentheses(call.end())), position);
                }
            }
        }
    }

    private void commands() {
        for (MatchResult command : all(COMMAND)) {
            if (command.end() == script.length() || script.charAt(command.end()) != '(') {
                problems.add(command.group() + " is not called at once");
                continue;
            }
            List<String> arguments = arguments(insideParentheses(command.end() + 1));
            String name = arguments.get(0).replace("'", "");
            if (!LITERAL.matcher(arguments.get(0)).matches() || !isKnown(name)) {
                problems.add("command " + arguments.get(0) + " is unknown");
            } else if (!NO_KEY.contains(name)) {
                requireKey(name, arguments, keyPosition(name));
            }
        }
    }

    private static boolean isKnown(String command) {
        return NO_KEY.contains(command) || keyPosition(command) > 0;
    }

    private static int keyPosition(String command) {
        if (KEY_FIRST.contains(command)) {
            return 1;
        }
        if (KEY_AFTER_SUBCOMMAND.contains(command)) {
            return 2;
        }
        return KEY_AFTER_STREAMS.contains(command) ? 5 : -1;
    }

    private void requireKey(String call, List<String> arguments, int position) {
        require(
                position < arguments.size() && isKey(arguments.get(position)),
                call + " of " + arguments + " has no declared key at " + position);
    }

    private void require(boolean lawful, String problem) {
        if (!lawful) {
            problems.add(problem);
        }
    }

    private boolean isKey(String expression) {
        return isDeclared(expression) || isName(expression) || expression.matches("keys\\[\\d+]");
    }

    private boolean isName(String expression) {
        return names.contains(expression) || expression.equals("key");
    }

    private boolean isListOfKeys(String expression) {
        return expression.startsWith("{")
                && arguments(expression.substring(1, expression.length() - 1)).stream()
                        .allMatch(this::isKey);
    }

    private static boolean isDeclared(String expression) {
        return DECLARED_KEY.matcher(expression).matches();
    }

    private Stream<Map.Entry<String, String>> pairs(MatchResult binding) {
        List<String> left = arguments(binding.group(1));
        List<String> right = arguments(binding.group(2));
        return IntStream.range(0, left.size())
                .mapToObj(i -> Map.entry(left.get(i), i < right.size() ? right.get(i) : "nothing"));
    }

    private List<MatchResult> all(Pattern pattern) {
        return pattern.matcher(script).results().toList();
    }

    private String insideParentheses(int from) {
        int end = from;
        for (int depth = 1; end < script.length(); end++) {
            depth += depthOf(script.charAt(end));
            if (depth == 0) {
                break;
            }
        }
        return script.substring(from, end);
    }

    /** Splits at the commas that are not within brackets; the scripts have none within literals. */
    private static List<String> arguments(String list) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            depth += depthOf(list.charAt(i));
            if (depth == 0 && list.charAt(i) == ',') {
                arguments.add(list.substring(start, i).strip());
                start = i + 1;
            }
        }
        arguments.add(list.substring(start).strip());
        return arguments;
    }

    private static int depthOf(char character) {
        return switch (character) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            default -> 0;
        };
    }
}
