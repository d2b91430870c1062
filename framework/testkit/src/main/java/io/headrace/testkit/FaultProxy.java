package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A TCP proxy on 127.0.0.1 in front of a server's port, which does to the connections through it what networks do to
 * connections. Without a fault, bytes pass as they are.
 *
 * <pre>{@code
 * try (RedisServer server = RedisServer.start();
 *     FaultProxy proxy = FaultProxy.to(server.port());
 *     Headrace headrace = Headrace.connect(proxy.uri())) {
 *   proxy.cutAfterRequest("XADD");
 *   // The next XADD is carried out, but its reply is lost with the connection.
 *   headrace.sender(ORDERS).send(order);
 *   ...
 *   assertThat(proxy.faultsStruck()).isOne();
 * }
 * }</pre>
 *
 * <p>Faults add up: a delay and a trap for one request can be set together. They hold for connections there are and for
 * those to come, until {@link #heal()}. A test that sets a fault should also prove by {@link #faultsStruck()} that it met
 * somebody. Safe for all threads.
 */
public final class FaultProxy implements AutoCloseable {
    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int target;
    private final ServerSocket listener;
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final Thread acceptor;

    private FaultProxy(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.acceptor = ProxiedConnection.start("accept " + listener.getLocalPort(), this::acceptAll);
    }

    /**
     * A proxy, on a free port, in front of this port of 127.0.0.1. Nobody need listen there yet: a client is reset at once
     * while nobody does.
     *
     * @throws UncheckedIOException if no port is free
     */
    public static FaultProxy to(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.bind(Ports.loopback(0));
            return new FaultProxy(port, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1 for a proxy: " + e.getMessage(), e);
        }
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://127.0.0.1:" + port();
    }

    /**
     * Holds everything that goes this way for so long; zero ends it. What arrives while something is held waits for its
     * turn and is then held as long itself, so that a delay is a limit to throughput, too: 64 KiB for each delay.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void delay(Direction direction, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
        faults.delay(direction, delay);
    }

    /**
     * Lets nothing pass this way, not even the end of a connection: it looks open to one side though the other is gone.
     * What is under way is held here and in the system's buffers, as a network holds it by sending it again, and goes on
     * when the proxy is healed.
     */
    public void blackHole(Direction direction) {
        faults.blackHole(direction);
    }

    /** Closes every connection there is now, as a peer does that ends well. New ones are welcome. */
    public void cut() {
        endAll(false);
    }

    /** Resets every connection there is now: both peers get an RST, and what was under way is gone. New ones are welcome. */
    public void reset() {
        endAll(true);
    }

    /** Resets every new connection before it reaches the server, until healed. Those there are stay. */
    public void refuse() {
        faults.refuse();
    }

    /**
     * The next request with this name is carried out, but its reply is lost: {@link #cutAfter(Predicate)}. The name, in
     * upper or lower case, is that of the command or what follows it: {@code XADD}, {@code EVALSHA}, or a script's digest.
     */
    public void cutAfterRequest(String name) {
        cutAfterRequest(name, 1);
    }

    /** The same for each of the next {@code times} requests with this name; at least 1. */
    public void cutAfterRequest(String name, int times) {
        cutAfter(request -> isNamed(request, name), times);
    }

    /**
     * The reply to the next such request is lost: the server gets everything up to and including the request, nothing of
     * what it answers from then on is passed on, and when it has carried out what it got the connection is closed. Earlier
     * requests that are not answered yet lose their replies, too; what the client sends behind is never carried out.
     *
     * <p>An answer is awaited for 1 s at most, a blocking read's likewise. Only one such trap is set at a time: a new one
     * replaces it.
     *
     * @param trap gets every request's bytes as the client sent them, whole and one by one however they were packed. Called
     *     on the connections' threads, one after another. If it throws, the connection is closed.
     */
    public void cutAfter(Predicate<byte[]> trap) {
        cutAfter(trap, 1);
    }

    /** The same for each of the next {@code times} such requests, at least 1. */
    public void cutAfter(Predicate<byte[]> trap, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
        faults.trap(trap, times);
    }

    /** Ends every fault, for connections that are open and for new ones. What was held goes on; what was cut stays so. */
    public void heal() {
        faults.heal();
    }

    /** How many connections there have been; those that were refused, or found no server, are not among them. */
    public long connections() {
        return connections.get();
    }

    /**
     * How often a fault met somebody: each portion of bytes, or end of a connection, that was held; each connection that
     * was cut, reset or refused; each reply that was lost. A fault that was set but met nobody does not count.
     */
    public long faultsStruck() {
        return faults.struck();
    }

    /** Cuts every connection and gives the port back. Does nothing if already closed. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join(CLOSE_WITHIN.toMillis()); // the system listens until the thread has left
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the proxy on port " + port(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            faults.heal();
            open.forEach(connection -> connection.end(false));
        }
    }

    @Override
    public String toString() {
        return "FaultProxy[" + port() + " to " + target + "]";
    }

    private void endAll(boolean reset) {
        for (ProxiedConnection connection : open) {
            if (connection.end(reset)) {
                faults.strike();
            }
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                accept(listener.accept());
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS); // closed, or too many files are open
            }
        }
    }

    private void accept(Socket client) throws IOException {
        if (faults.isRefusing()) {
            faults.strike();
            ProxiedConnection.abort(client);
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(Ports.loopback(target), Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            ProxiedConnection.abort(client);
            server.close();
            return;
        }
        connections.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(client, server, faults, open::remove);
        open.add(connection);
        connection.start();
        if (listener.isClosed()) {
            connection.end(false);
        }
    }

    private static boolean isNamed(byte[] request, String name) {
        String text = new String(request, ISO_8859_1);
        boolean array = text.startsWith("*"); // *2, $7, EVALSHA, $40, digest
        String[] words = array ? text.split("\r\n", 6) : text.strip().split(" +", 3);
        return (array ? IntStream.of(2, 4) : IntStream.of(0, 1))
                .anyMatch(i -> i < words.length && words[i].equalsIgnoreCase(name));
    }
}
