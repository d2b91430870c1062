package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Tells errors apart, not messages: the same for two failures of one class, at one place, whose texts differ in numbers,
 * ids and quoted parts only. The first four bytes of the SHA-256 of class, text and place, in hex.
 */
final class Fingerprint {
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`");
    private static final Pattern NUMBER = Pattern.compile("\\b(?=[0-9a-fA-F-]*\\d)[0-9a-fA-F-]{4,}\\b|\\d+");
    private static final Pattern LINE_NUMBER = Pattern.compile(":\\d+\\)");
    private static final int LENGTH = 200;
    private static final int BYTES = 4;

    private Fingerprint() {}

    static String of(Provenance provenance) {
        String text =
                provenance.exceptionClass() + '\n' + common(provenance.error()) + '\n' + place(provenance.stack());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    private static String common(String error) {
        String start = error.length() > LENGTH ? error.substring(0, LENGTH) : error;
        return NUMBER.matcher(QUOTED.matcher(start).replaceAll("\"\"")).replaceAll("#");
    }

    /** The first frame, without its line: that moves with every change of the file. */
    private static String place(String stack) {
        int at = stack.indexOf("\tat ");
        int end = stack.indexOf('\n', at);
        return at < 0
                ? ""
                : LINE_NUMBER
                        .matcher(stack.substring(at, end < 0 ? stack.length() : end))
                        .replaceAll(")");
    }
}
