package io.headrace.examples.accesslog;

import java.io.Console;
import java.lang.reflect.Method;

/** Whether somebody watches the output on a terminal. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // on Java 17 it is null; for later ones isTerminal is asked
    static boolean isWatched() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM")) && isTerminal(console);
    }

    /** Java 22 and later may give a console without a terminal, and have a method that tells; Java 17 does neither. */
    private static boolean isTerminal(Console console) {
        try {
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
