package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The replies of a server in RESP2, read part by part. The bulk string that was read last can be looked at. */
final class RawReplies {
    private final InputStream in;
    private byte[] bytes = new byte[256 * 1024];
    private int from; // of what was not read yet
    private int to;
    private int bulk; // where it begins, with its length
    private int value; // where what it says begins
    private int length;

    RawReplies(InputStream in) {
        this.in = in;
    }

    /** Whether the next part is a number. */
    boolean isNumber() throws IOException {
        need(1);
        return bytes[from] == ':';
    }

    long number() throws IOException {
        return header(':');
    }

    /** How many parts follow, -1 if there is no array. */
    int array() throws IOException {
        return header('*');
    }

    void bulk() throws IOException {
        int line = line();
        length = number('$', line);
        need(line + length + 2);
        bulk = from;
        value = from + line;
        from += line + length + 2;
    }

    /** Copies the bulk string as the server sent it, which is also how a client sends it. */
    void copyTo(ByteArrayOutputStream out) {
        out.write(bytes, bulk, from - bulk);
    }

    <T> T decode(Codec<T> codec) {
        return codec.decode(bytes, value, length);
    }

    private int header(char kind) throws IOException {
        int line = line();
        int number = number(kind, line);
        from += line;
        return number;
    }

    /** What the next line says, which has this length and has to begin with {@code kind}. */
    private int number(char kind, int line) throws IOException {
        if (bytes[from] != kind) {
            throw new IOException(new String(bytes, from, line, US_ASCII).strip());
        }
        boolean negative = bytes[from + 1] == '-';
        int number = 0;
        for (int at = from + (negative ? 2 : 1); bytes[at] != '\r'; at++) {
            number = 10 * number + bytes[at] - '0';
        }
        return negative ? -number : number;
    }

    /** The length of the next line, which is there when this returns. */
    private int line() throws IOException {
        int seen = 0;
        do {
            need(++seen);
        } while (bytes[from + seen - 1] != '\n');
        return seen;
    }

    private void need(int count) throws IOException {
        while (to - from < count) {
            makeRoom(count);
            int more = in.read(bytes, to, bytes.length - to);
            if (more < 0) {
                throw new EOFException("the server closed the connection");
            }
            to += more;
        }
    }

    private void makeRoom(int count) {
        if (from + count <= bytes.length) {
            return;
        }
        byte[] target = count <= bytes.length ? bytes : new byte[2 * count];
        System.arraycopy(bytes, from, target, 0, to - from);
        bytes = target;
        to -= from;
        from = 0;
    }
}
