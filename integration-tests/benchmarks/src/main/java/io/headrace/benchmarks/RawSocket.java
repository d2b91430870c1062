package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * No client library at all: one thread on one socket, which decodes the data where the reply lies and copies only the ids.
 * What it reaches is about what the server can serve. It drains what is there beforehand, and can do nothing else.
 */
final class RawSocket implements Contender {
    private static final int COUNT = 500;
    private static final int READS_AHEAD = 2; // one is served while the reply to the other is handled

    private final Job job;
    private final Handling handling;
    private final Socket socket;
    private final RawReplies replies;
    private final byte[] read;
    private final Thread thread = new Thread(this::loop, "raw-socket");
    private volatile long acked;
    private volatile @Nullable Throwable failure;

    RawSocket(Job job, Handling handling) {
        this.job = job;
        this.handling = handling;
        this.read = request(
                "XREADGROUP", "GROUP", job.group(), "consumer", "COUNT", "" + COUNT, "STREAMS", job.stream(), ">");
        URI server = URI.create(job.uri());
        try {
            this.socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            this.replies = new RawReplies(socket.getInputStream());
        } catch (IOException noServer) {
            throw new UncheckedIOException(noServer);
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public long acked() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("The loop on a socket failed: " + cause.getMessage(), cause);
        }
        return acked;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }

    private void loop() {
        try {
            OutputStream requests = socket.getOutputStream();
            for (int i = 0; i < READS_AHEAD; i++) {
                requests.write(read);
            }
            long confirmed = 0;
            while (confirmed < job.messages()) {
                if (replies.isNumber()) {
                    confirmed += replies.number();
                    acked = confirmed;
                } else if (replies.array() > 0) { // nothing is left otherwise
                    requests.write(handleBatch());
                    requests.write(read);
                }
            }
        } catch (Throwable cause) {
            failure = cause;
        }
    }

    /** Handles the entries of the one stream that was read; returns their ack. */
    private byte[] handleBatch() throws Exception {
        replies.array();
        replies.bulk(); // the name of the stream
        int entries = replies.array();
        ByteArrayOutputStream ack = new ByteArrayOutputStream(64 + 32 * entries);
        ack.writeBytes(header(entries + 3));
        ack.writeBytes(parts("XACK", job.stream(), job.group()));
        for (int i = 0; i < entries; i++) {
            replies.array();
            replies.bulk();
            replies.copyTo(ack); // the id, as it has to be sent
            for (int parts = replies.array(); parts > 0; parts--) {
                replies.bulk(); // the last of them is the data
            }
            handling.handle(replies.decode(Event.CODEC));
        }
        return ack.toByteArray();
    }

    private static byte[] request(String... arguments) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(header(arguments.length));
        request.writeBytes(parts(arguments));
        return request.toByteArray();
    }

    private static byte[] header(int arguments) {
        return ("*" + arguments + "\r\n").getBytes(US_ASCII);
    }

    private static byte[] parts(String... arguments) {
        StringBuilder parts = new StringBuilder();
        for (String argument : arguments) {
            parts.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n");
        }
        return parts.toString().getBytes(US_ASCII);
    }
}
