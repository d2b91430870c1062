package io.headrace.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Which requests a proxy's trap is for. */
final class Requests {
    private static final List<String> FREQUENT = List.of("tick", "claim", "reclaim", "commit", "sweep", "adopt");
    private static final String INCLUDE = "--#include ";

    private Requests() {}

    /** Calls of a plain command. */
    static Predicate<byte[]> command(String name) {
        return request -> words(request)[2].equalsIgnoreCase(name);
    }

    /** Calls of a script of Headrace by its digest; the commit script is the one for emits. */
    static Predicate<byte[]> script(String name) {
        String digest = digest(text(name));
        return request -> {
            String[] words = words(request);
            return words[2].equals("EVALSHA") && words[4].equals(digest);
        };
    }

    /** The name of the script with this digest, or what it is if it is none of those that workers call often. */
    static String name(String digest) {
        return FREQUENT.stream()
                .filter(name -> digest(text(name)).equals(digest))
                .findFirst()
                .orElse("script " + digest);
    }

    private static String[] words(byte[] request) {
        return new String(request, ISO_8859_1).split("\r\n", 6); // *2, $7, EVALSHA, $40, digest
    }

    /** A script as Headrace puts it together. */
    static String text(String name) {
        StringBuilder text = new StringBuilder();
        resource(name).lines().forEach(line -> {
            if (line.startsWith(INCLUDE)) {
                text.append(resource(line.substring(INCLUDE.length()).replace("kinds", "kind_emit")));
            } else {
                text.append(line).append('\n');
            }
        });
        return text.toString();
    }

    private static String resource(String name) {
        String file = "/io/headrace/redis/" + name + ".lua";
        try (InputStream in = Requests.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
