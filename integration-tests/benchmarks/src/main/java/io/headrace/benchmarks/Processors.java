package io.headrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which processor runs what, and how long it worked: the server and the contenders get one each, where there are two and
 * {@code taskset}, so that neither takes time from the other.
 */
final class Processors {
    private static final String SERVER = "0";
    private static final String CONTENDERS = "1";
    private static final long MILLIS_PER_TICK = 10; // USER_HZ is 100 wherever Linux shows it
    private static final int USER_TICKS = 11; // counted after the name, which may hold blanks
    private static final int SYSTEM_TICKS = 12;

    private Processors() {}

    /** Whether processes can be tied to processors here. */
    static boolean canPin() {
        return Runtime.getRuntime().availableProcessors() >= 2 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    /** Says what is pinned where. */
    static String description() {
        return canPin()
                ? "server on processor " + SERVER + ", contenders on processor " + CONTENDERS
                : "not pinned: that takes two processors and taskset";
    }

    /** Ties a running server to its processor. */
    static void pinServer(long pid) {
        if (canPin()) {
            try {
                Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", SERVER, Long.toString(pid))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!taskset.waitFor(5, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
                    throw new IllegalStateException("taskset cannot pin process " + pid + " to processor " + SERVER);
                }
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException("Cannot run taskset: " + failure.getMessage(), failure);
            }
        }
    }

    /** The command that runs this one on the contenders' processor. */
    static List<String> pinnedContender(List<String> command) {
        List<String> pinned = new ArrayList<>();
        if (canPin()) {
            pinned.addAll(List.of("taskset", "-c", CONTENDERS));
        }
        pinned.addAll(command);
        return pinned;
    }

    /** CPU time of a process so far, all its threads, or -1 where there is no {@code /proc}. */
    static long cpuMillis(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return MILLIS_PER_TICK * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
        } catch (IOException noProc) {
            return -1;
        }
    }
}
