package io.headrace.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Finds where requests end in what a client sends, however it is cut into chunks: arrays of bulk strings, and inline
 * commands. What is neither, such as TLS, is taken chunk by chunk from then on. For one thread.
 */
final class RequestSplitter {
    private static final int LONGEST_LINE = 64 * 1024; // of an inline command, by the server's own limit

    private final ByteArrayOutputStream request = new ByteArrayOutputStream(); // what earlier chunks had of it
    private final StringBuilder line = new StringBuilder();
    private int argumentsLeft; // 0 while the request's first line is read
    private long bodyLeft; // bytes of the argument that is being read, 0 while a line is read
    private boolean unknown; // this is another protocol

    /** Where in this chunk the first request ends that is one of those wanted; -1 if none does. */
    int endOfFirst(byte[] chunk, int length, Predicate<byte[]> wanted) {
        int begin = 0;
        int at = 0;
        while (at < length && !unknown) {
            boolean complete;
            if (bodyLeft > 0) {
                int step = (int) Math.min(bodyLeft, length - at);
                at += step;
                complete = isCompleteAfterBody(step);
            } else {
                complete = isCompleteAfter((char) (chunk[at++] & 0xFF));
            }
            if (complete && !unknown) {
                request.write(chunk, begin, at - begin);
                begin = at;
                if (wanted.test(take())) {
                    return at;
                }
            }
        }
        if (unknown) {
            return wanted.test(Arrays.copyOfRange(chunk, begin, length)) ? length : -1;
        }
        request.write(chunk, begin, length - begin);
        return -1;
    }

    private byte[] take() {
        byte[] whole = request.toByteArray();
        request.reset();
        return whole;
    }

    private boolean isCompleteAfterBody(int bytes) {
        bodyLeft -= bytes;
        return bodyLeft == 0 && --argumentsLeft == 0;
    }

    private boolean isCompleteAfter(char next) {
        line.append(next);
        if (next != '\n') {
            unknown = line.length() > LONGEST_LINE;
            return false;
        }
        String text = line.toString().stripTrailing();
        line.setLength(0);
        return argumentsLeft == 0 ? isCompleteAfterFirst(text) : isCompleteAfterHeader(text);
    }

    private boolean isCompleteAfterFirst(String text) {
        if (!text.startsWith("*")) {
            return true; // an inline command
        }
        argumentsLeft = (int) Math.max(0, number(text));
        return argumentsLeft == 0;
    }

    private boolean isCompleteAfterHeader(String text) {
        unknown |= !text.startsWith("$");
        bodyLeft = 2 + Math.max(0, number(text));
        return false;
    }

    private long number(String text) {
        try {
            return Long.parseLong(text.substring(1));
        } catch (NumberFormatException | StringIndexOutOfBoundsException malformed) {
            unknown = true;
            return 0;
        }
    }
}
