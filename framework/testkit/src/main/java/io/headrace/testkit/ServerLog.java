package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that holds what a server printed, over all its runs. */
record ServerLog(Path path) {
    private static final int TAIL_LINES = 20;
    private static final int TAIL_BYTES = 16 * 1024;

    /** The last 20 lines, or a note why they cannot be read. */
    String tail() {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            String text = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
            List<String> lines = text.lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e + ")";
        }
    }

    /** An error message that says where the log is and how it ends. */
    String explain(String failure) {
        return failure + ". Log " + path + " ends with:\n" + tail();
    }
}
