package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ties server processes and temporary directories to the life of this JVM. A shell reads a pipe from the JVM; when the
 * pipe ends, because the JVM did, it kills the processes still held and deletes the directories.
 *
 * <p>A shutdown hook would not run when the JVM is killed, and runs beside other hooks: it would take the server away
 * from workers that still drain. The pipe ends after both. Safe for all threads.
 */
final class Leash {
    private static final String SHELL = """
            trap '' HUP INT TERM
            held=' '
            while read -r verb what; do
              case $verb in
                hold) held="$held$what " ;;
                drop) case $held in *" $what "*) held="${held%% $what *} ${held#* $what }" ;; esac ;;
                delete) set -- "$@" "$what" ;;
              esac
            done
            for pid in $held; do kill -9 "$pid"; done
            [ $# -eq 0 ] || rm -rf -- "$@"
            """;

    private static @Nullable OutputStream pipe;

    private Leash() {}

    /** Kills this process when the JVM ends, unless it is dropped before. */
    static void hold(Process process) {
        tell("hold " + process.pid());
    }

    /** Forgets a process that has ended: its id may soon belong to a stranger. Never fails. */
    static void drop(Process process) {
        try {
            tell("drop " + process.pid());
        } catch (UncheckedIOException e) {
            // The shell is gone, and with it what it held.
        }
    }

    /** Deletes this directory, if it still exists, when the JVM ends. */
    static void delete(Path directory) {
        tell("delete " + directory.toAbsolutePath());
    }

    private static synchronized void tell(String line) {
        try {
            if (pipe == null) {
                pipe = new ProcessBuilder("sh", "-c", SHELL, "headrace-testkit-leash")
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .getOutputStream();
            }
            pipe.write((line + "\n").getBytes(UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot tie a server to this JVM: " + e.getMessage() + ". The testkit needs a POSIX shell (sh).",
                    e);
        }
    }
}
