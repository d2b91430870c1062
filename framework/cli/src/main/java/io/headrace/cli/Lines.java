package io.headrace.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, of which no charset is known. A line ends with a line feed, which is not part of it, or with the input. */
final class Lines {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /** The next line, or {@code null} at the end. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int each = in.read();
        if (each < 0) {
            return null;
        }
        while (each >= 0 && each != '\n') {
            line.write(each);
            each = in.read();
        }
        return line.toByteArray();
    }

    /** Whether there is more to read without waiting. */
    boolean isReady() throws IOException {
        return in.available() > 0;
    }
}
