package io.headrace.message;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for names of streams, groups and consumers; each method returns the name it was given. */
public final class Names {
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern CONSUMER = Pattern.compile("[A-Za-z0-9._:@-]{1,128}");
    private static final Pattern ONE_TAG = Pattern.compile("[^{}]*\\{[^{}]+}[^{}]*");
    private static final Set<String> RESERVED_GROUPS = Set.of("groups", "dedup");
    private static final int MAX_STREAM_LENGTH = 512;

    private Names() {}

    /** Whether this can be a stream's name. */
    public static boolean isStream(String name) {
        return !name.isBlank()
                && name.length() <= MAX_STREAM_LENGTH
                && (!isBraced(name) || ONE_TAG.matcher(name).matches());
    }

    /** A stream's name: 1 to 512 characters; braces only as one non-empty hash tag. */
    public static String stream(String name) {
        if (name.isBlank() || name.length() > MAX_STREAM_LENGTH) {
            throw bad("stream", name, "use 1 to " + MAX_STREAM_LENGTH + " characters");
        }
        if (!isStream(name)) {
            throw bad("stream", name, "braces may only form one non-empty hash tag, as in \"{shop}.orders\"");
        }
        return name;
    }

    private static boolean isBraced(String name) {
        return name.indexOf('{') >= 0 || name.indexOf('}') >= 0;
    }

    /** Whether this can be a group's name. */
    public static boolean isGroup(String name) {
        return GROUP.matcher(name).matches() && !RESERVED_GROUPS.contains(name);
    }

    /** A group's name: {@code [A-Za-z0-9._-]{1,64}}, but neither {@code groups} nor {@code dedup}. */
    public static String group(String name) {
        if (!GROUP.matcher(name).matches()) {
            throw bad("group", name, "use 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        }
        if (RESERVED_GROUPS.contains(name)) {
            throw bad("group", name, "the name is reserved for Headrace's own keys");
        }
        return name;
    }

    /** A worker's consumer name: 1 to 128 of {@code A-Z a-z 0-9 . _ : @ -}. */
    public static String consumer(String name) {
        if (!CONSUMER.matcher(name).matches()) {
            throw bad("worker", name, "use 1 to 128 of the characters A-Z a-z 0-9 . _ : @ -");
        }
        return name;
    }

    private static HeadraceException bad(String what, String name, String rule) {
        return new HeadraceException(ErrorCode.BAD_NAME, "Bad " + what + " name \"" + name + "\": " + rule + ".");
    }
}
