package io.headrace.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A library that a process loads first and that gives it a wrong wall clock; made by the machine's C compiler. */
final class Skew {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <time.h>

            static long skew(void) {
                static long seconds;
                static int known;
                if (!known) {
                    const char *text = getenv("SKEW_SECONDS");
                    seconds = text ? atol(text) : 0;
                    known = 1;
                }
                return seconds;
            }

            int clock_gettime(clockid_t id, struct timespec *time) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) {
                    real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
                }
                int result = real(id, time);
                if (result == 0 && id == CLOCK_REALTIME) {
                    time->tv_sec += skew();
                }
                return result;
            }

            int gettimeofday(struct timeval *restrict time, void *restrict zone) {
                struct timespec now;
                int result = clock_gettime(CLOCK_REALTIME, &now);
                time->tv_sec = now.tv_sec;
                time->tv_usec = now.tv_nsec / 1000;
                return result;
            }
            """;

    private Skew() {}

    /** Whether this is a Linux with a C compiler. */
    static boolean isPossible() {
        return System.getProperty("os.name").equals("Linux") && exitCode("cc", "--version") == 0;
    }

    /** The environment of a process whose clock is so far off. */
    static String[] environment(Path directory, int seconds) {
        Path source = directory.resolve("skew.c");
        Path library = directory.resolve("skew.so");
        try {
            Files.writeString(source, SOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + source, e);
        }
        int code = exitCode("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl");
        if (code != 0) {
            throw new IllegalStateException("cc ends with code " + code + " on " + source);
        }
        return new String[] {"LD_PRELOAD", library.toString(), "SKEW_SECONDS", "" + seconds};
    }

    private static int exitCode(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
