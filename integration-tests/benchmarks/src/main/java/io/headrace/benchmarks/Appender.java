package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.Envelope;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * Appends events to a stream, many at a time: writes commands without waiting for the replies, which another thread
 * reads. The entries are laid out as Headrace writes them.
 */
final class Appender implements AutoCloseable {
    private static final int MOST_UNANSWERED = 10_000;
    private static final byte[] NONE = {};
    private static final byte[] TIME = "1767225600000".getBytes(US_ASCII);

    private final Socket socket;
    private final OutputStream out;
    private final byte[] command;
    private final Semaphore unanswered = new Semaphore(MOST_UNANSWERED);
    private volatile boolean broken;

    Appender(int port, String stream) {
        this.command = ("*11\r\n" + bulk("XADD") + bulk(stream) + bulk("*")).getBytes(US_ASCII);
        try {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot connect to port " + port, failure);
        }
        Thread reader = new Thread(this::readReplies, "replies");
        reader.setDaemon(true);
        reader.start();
    }

    /** Appends one event; it may wait in a buffer. */
    void append(byte[] data) {
        if (!unanswered.tryAcquire()) {
            flush();
            unanswered.acquireUninterruptibly();
        }
        requireIntact();
        try {
            out.write(command);
            for (byte[] field : new Envelope(NONE, TIME, NONE, data).fields()) {
                out.write(("$" + field.length + "\r\n").getBytes(US_ASCII));
                out.write(field);
                out.write('\r');
                out.write('\n');
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write to the server", failure);
        }
    }

    /** Sends what waits in the buffer. */
    void flush() {
        try {
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write to the server", failure);
        }
    }

    /** Waits until all is answered. */
    @Override
    public void close() {
        flush();
        unanswered.acquireUninterruptibly(MOST_UNANSWERED);
        requireIntact();
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot close the connection", failure);
        }
    }

    private void requireIntact() {
        if (broken) {
            throw new IllegalStateException("The server refused an XADD or closed the connection");
        }
    }

    private void readReplies() {
        try {
            countReplies(socket.getInputStream());
        } catch (IOException closed) {
            // append() and close() tell, unless it was by close()
        }
        broken = true;
        unanswered.release(MOST_UNANSWERED);
    }

    /** A reply is two lines, length and id. Returns at the end of the connection, or when one is an error. */
    private void countReplies(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int lines = 0;
        boolean lineBegins = true;
        for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
            for (int i = 0; i < length; i++) {
                if (lineBegins && buffer[i] == '-') {
                    return;
                }
                lineBegins = buffer[i] == '\n';
                lines += lineBegins ? 1 : 0;
            }
            unanswered.release(lines / 2);
            lines %= 2;
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}
