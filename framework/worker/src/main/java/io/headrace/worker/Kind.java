package io.headrace.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * A kind of value: how it is called in the documentation, read and printed.
 *
 * @param parse throws an {@link IllegalArgumentException} that says what the value must be
 */
record Kind<T>(String title, Function<String, T> parse, Function<T, String> print) {
    static final Kind<String> TEXT = new Kind<>("text", text -> text, text -> text);
    static final Kind<String> SECRET = new Kind<>("secret", text -> text, text -> Masks.MASK);
    static final Kind<Path> FILE = new Kind<>("file", Path::of, Path::toString);
    static final Kind<Duration> DURATION = new Kind<>("duration", Units::duration, Units::print);
    static final Kind<Long> SIZE = new Kind<>("size", Units::bytes, Units::print);
    static final Kind<Long> NUMBER = new Kind<>("number", Kind::number, String::valueOf);
    static final Kind<Integer> COUNT = new Kind<>("number", Kind::count, String::valueOf);
    static final Kind<Integer> PORT = new Kind<>("port", Kind::port, String::valueOf);
    static final Kind<Boolean> FLAG = new Kind<>("true or false", Kind::flag, String::valueOf);

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("must be a whole number", malformed);
        }
    }

    private static int count(String text) {
        try {
            return Math.toIntExact(number(text));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("must be at most " + Integer.MAX_VALUE, tooLarge);
        }
    }

    private static int port(String text) {
        long port = number(text);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("must be 0 to 65535");
        }
        return (int) port;
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }
}
