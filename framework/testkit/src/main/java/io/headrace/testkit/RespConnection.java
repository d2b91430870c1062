package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A blocking connection that speaks RESP2, for the few commands the testkit itself needs. A reply is a {@code String}
 * (simple or bulk, read as UTF-8), a {@code Long}, a {@code List} of replies, or {@code null}; an error inside a list is
 * a {@link RedisErrorReply} element. For one thread; after an {@code IOException} it can only be closed.
 */
final class RespConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Connects to 127.0.0.1 without TLS; {@code timeout} bounds the connect and the wait for each read. */
    static RespConnection open(int port, Duration timeout) throws IOException {
        return open(port, timeout, SocketFactory.getDefault());
    }

    /** Connects by a socket of this factory, whose TLS handshake is begun by the first command. */
    static RespConnection open(int port, Duration timeout, SocketFactory sockets) throws IOException {
        Socket socket = sockets.createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.connect(Ports.loopback(port), Math.toIntExact(timeout.toMillis()));
            return new RespConnection(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Sends one command and reads its reply; an error reply is thrown. */
    @Nullable
    Object call(String... command) throws IOException {
        out.write(encode(command));
        Object reply = read(in);
        if (reply instanceof RedisErrorReply error) {
            throw error;
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static byte[] encode(String... command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + command.length + "\r\n").getBytes(UTF_8));
        for (String argument : command) {
            byte[] value = argument.getBytes(UTF_8);
            bytes.writeBytes(("$" + value.length + "\r\n").getBytes(UTF_8));
            bytes.writeBytes(value);
            bytes.writeBytes("\r\n".getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    static @Nullable Object read(InputStream in) throws IOException {
        String line = readLine(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new RedisErrorReply(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> rest.equals("-1") ? null : readBulk(in, Integer.parseInt(rest));
            case '*' -> rest.equals("-1") ? null : readList(in, Integer.parseInt(rest));
            default -> throw new IOException("Not a RESP2 reply: \"" + line + "\"");
        };
    }

    private static String readBulk(InputStream in, int length) throws IOException {
        byte[] value = in.readNBytes(length);
        if (in.readNBytes(2).length < 2) {
            throw new EOFException("Connection closed inside a bulk reply of " + length + " bytes");
        }
        return new String(value, UTF_8);
    }

    private static List<@Nullable Object> readList(InputStream in, int size) throws IOException {
        List<@Nullable Object> list = new ArrayList<>(size);
        while (list.size() < size) {
            list.add(read(in));
        }
        return list;
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Connection closed before the end of a reply");
            }
            line.write(next);
        }
        String text = line.toString(UTF_8);
        if (text.length() < 2 || !text.endsWith("\r")) {
            throw new IOException("Not a RESP2 reply: \"" + text + "\"");
        }
        return text.substring(0, text.length() - 1);
    }
}
