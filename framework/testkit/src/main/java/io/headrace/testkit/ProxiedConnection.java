package io.headrace.testkit;

import io.headrace.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection through a {@link FaultProxy}: a thread for each direction. The end of one side is news that travels to
 * the other, and is held like bytes are.
 *
 * <p>Losing a reply takes three steps. From before the request is written nothing more is passed to the client. Then some
 * answer is awaited, so that a request that waits at the server has its time. Then the server is told that the client has
 * finished; it carries out what it has read before it closes, and its end proves that it has.
 */
final class ProxiedConnection {
    private static final int CHUNK = 64 * 1024;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final Socket client;
    private final Socket server;
    private final Faults faults;
    private final Consumer<ProxiedConnection> onEnd;
    private final RequestSplitter requests = new RequestSplitter();
    private final CountDownLatch swallowed = new CountDownLatch(1);
    private final CountDownLatch serverEnded = new CountDownLatch(1);
    private volatile boolean losing;
    private volatile boolean ended;

    ProxiedConnection(Socket client, Socket server, Faults faults, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.server = server;
        this.faults = faults;
        this.onEnd = onEnd;
    }

    void start() {
        start("to server of " + client.getPort(), this::passRequests);
        start("to client " + client.getPort(), this::passReplies);
    }

    static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, "headrace-fault-proxy " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Ends both sides, with an RST or without; tells whether they were open. */
    boolean end(boolean reset) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
        }
        if (reset) {
            abort(client);
            abort(server);
        } else {
            closeQuietly(client);
            closeQuietly(server);
        }
        faults.wake();
        onEnd.accept(this);
        return true;
    }

    /** Closes a socket so that its peer gets an RST. */
    static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It is closed already.
        }
        closeQuietly(socket);
    }

    private void passRequests() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int length = read(client, chunk); length >= 0; length = read(client, chunk)) {
                faults.hold(Direction.TO_SERVER, this::isOpen);
                int end = requests.endOfFirst(chunk, length, faults::isTrapped);
                if (end >= 0) {
                    loseReply(chunk, end);
                    return;
                }
                server.getOutputStream().write(chunk, 0, length);
            }
            faults.hold(Direction.TO_SERVER, this::isOpen);
            server.shutdownOutput(); // it may still answer; then it ends, too
        } catch (IOException e) {
            faults.hold(Direction.TO_CLIENT, this::isOpen); // the server's end is news for the client
            end(false);
        } catch (RuntimeException | Error e) {
            end(false);
            throw e;
        }
    }

    private void passReplies() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int length = read(server, chunk); length >= 0; length = read(server, chunk)) {
                if (!losing) {
                    faults.hold(Direction.TO_CLIENT, this::isOpen);
                }
                if (losing) {
                    swallowed.countDown();
                } else {
                    client.getOutputStream().write(chunk, 0, length);
                }
            }
            serverEnded.countDown();
            swallowed.countDown();
            if (!losing) {
                faults.hold(Direction.TO_CLIENT, this::isOpen);
                end(false);
            }
        } catch (IOException e) {
            faults.hold(Direction.TO_SERVER, this::isOpen); // the client's end is news for the server
            end(false);
        }
    }

    private void loseReply(byte[] chunk, int length) throws IOException {
        losing = true;
        server.getOutputStream().write(chunk, 0, length);
        awaitAWhile(swallowed);
        server.shutdownOutput();
        awaitAWhile(serverEnded);
        end(false);
    }

    private boolean isOpen() {
        return !ended;
    }

    /** Reads some bytes; a side that was reset has ended like one that was closed. */
    private static int read(Socket socket, byte[] chunk) {
        try {
            InputStream in = socket.getInputStream();
            return in.read(chunk);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void awaitAWhile(CountDownLatch latch) {
        try {
            latch.await(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("The threads of a proxy are not interrupted", e);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to do about it.
        }
    }
}
