package io.headrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What the system says that a process does. */
final class ProcessState {
    private ProcessState() {}

    /** {@code stopped} or what {@code ps} calls it. */
    static String of(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", "" + pid)
                    .redirectErrorStream(true)
                    .start();
            String state = new String(ps.getInputStream().readAllBytes(), UTF_8).strip();
            return state.startsWith("T") ? "stopped" : state;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask ps for process " + pid, e);
        }
    }
}
