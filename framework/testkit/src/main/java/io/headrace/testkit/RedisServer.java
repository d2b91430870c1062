package io.headrace.testkit;

import io.headrace.testkit.ChildProcess.PortTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis or Valkey server on 127.0.0.1, as a child process that can be killed, paused and restarted. For tests and
 * demonstrations, not for production: no password, and by default no persistence.
 *
 * <pre>
 *   start ──▶ running ── pause ──▶ paused ── resume ──▶ running
 *             running, paused ── kill, stop ──▶ down ── restart ──▶ running
 *             any state ── close ──▶ closed
 * </pre>
 *
 * <p>Port and directory stay the same over {@link #restart()}. The server never outlives the JVM: however the JVM ends,
 * even by SIGKILL, a server not closed before is killed without saving and its temporary directory deleted, a moment
 * later and after all shutdown hooks have run. A Ctrl-C in a terminal, however, reaches the server as well, and it shuts
 * down at once.
 *
 * <p>Nothing is printed; what the server prints goes to {@link #log()}. Failures are an {@link IllegalStateException}
 * that names the log file and quotes its end. Safe for all threads; Linux and macOS.
 */
public final class RedisServer implements AutoCloseable {
    private static final int PORT_ATTEMPTS = 10;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    private final ServerOptions options;
    private final int port;
    private final Path directory;
    private final ServerLog log;
    private final @Nullable ServerCertificate certificate;
    private ChildProcess process;
    private boolean paused;
    private boolean closed;

    private RedisServer(
            ServerOptions options, int port, Path directory, ServerLog log, @Nullable ServerCertificate certificate) {
        this.options = options;
        this.port = port;
        this.directory = directory;
        this.log = log;
        this.certificate = certificate;
        this.process = launch();
    }

    /**
     * Starts a server with {@link ServerOptions#defaults()} and returns when it answers.
     *
     * @throws UnsupportedOperationException on a platform without an {@linkplain RedisBinary#embedded() embedded} server,
     *     if no other is chosen
     * @throws IllegalStateException if it exits, or does not answer within 10 s; the log file is then kept
     */
    public static RedisServer start() {
        return start(ServerOptions.defaults());
    }

    /**
     * Starts a server and returns when it answers: {@code start(o -> o.config("appendonly", "yes"))}.
     *
     * @throws IllegalStateException if it exits, or does not answer within 10 s; the log file is then kept
     */
    public static RedisServer start(UnaryOperator<ServerOptions> options) {
        return start(options.apply(ServerOptions.defaults()));
    }

    /**
     * Starts a cluster of one node that holds all slots and returns when it serves them, after about two seconds. It
     * refuses every command or script that touches keys of two slots or undeclared keys of another slot.
     */
    public static RedisServer startSingleNodeCluster() {
        return start(ServerOptions::asSingleNodeCluster);
    }

    private static RedisServer start(ServerOptions options) {
        return start(options, Ports::free);
    }

    static RedisServer start(ServerOptions options, IntSupplier freePorts) {
        Path directory = createDirectory(options.directory());
        ServerLog log = new ServerLog(directory.resolve("redis-server.log"));
        ServerCertificate certificate =
                options.hasTls() ? ServerCertificate.create(directory, options.tlsHosts()) : null;
        for (int attempt = 1; ; attempt++) {
            int port = options.port() == 0 ? freePorts.getAsInt() : options.port();
            try {
                RedisServer server = new RedisServer(options, port, directory, log, certificate);
                server.deleteTemporaryDirectoryAtExit();
                return server;
            } catch (PortTakenException e) {
                if (options.port() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** {@code redis://127.0.0.1:port}, or {@code rediss://} with {@linkplain ServerOptions#tls TLS}. */
    public String uri() {
        return (certificate == null ? "redis" : "rediss") + "://127.0.0.1:" + port;
    }

    /**
     * The PEM file of the certificate that the server shows. It is its own authority, so clients trust this file; the
     * server trusts it, too, so a client may show it.
     *
     * @throws IllegalStateException if the server is without TLS
     */
    public Path certificate() {
        return requireCertificate().certificate();
    }

    /**
     * The PEM file of the certificate's key, PKCS#8 without a password.
     *
     * @throws IllegalStateException if the server is without TLS
     */
    public Path key() {
        return requireCertificate().key();
    }

    /** The TCP port, the same for the life of this object. */
    public int port() {
        return port;
    }

    /** The process id of the current run, or of the last one if the server is down. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Where the server keeps its data. */
    public Path directory() {
        return directory;
    }

    /** The file with everything the server printed since its first start. */
    public Path log() {
        return log.path();
    }

    /** The last 20 lines of the log. */
    public String logTail() {
        return log.tail();
    }

    /**
     * Sends one command over a connection of its own and returns the reply: a {@code String}, a {@code Long}, a
     * {@code List} of replies, or {@code null}. The time limit is 5 s.
     *
     * @throws RedisErrorReply if the server answers with an error
     * @throws UncheckedIOException if it does not answer
     */
    public @Nullable Object command(String... command) {
        try (RespConnection connection = RespConnection.open(port, COMMAND_TIMEOUT, sockets())) {
            return connection.call(command);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    log.explain("No reply to " + command[0] + " on port " + port + ": " + e.getMessage()), e);
        }
    }

    /** Kills the process (SIGKILL), also a paused one, and returns when it is gone. Does nothing if the server is down. */
    public synchronized void kill() {
        requireOpen();
        process.kill();
        paused = false;
    }

    /** Freezes the process (SIGSTOP): connections stay open and nothing answers. Does nothing if already paused. */
    public synchronized void pause() {
        requireAlive("pause");
        if (!paused) {
            process.signal("STOP");
            paused = true;
        }
    }

    /** Lets a paused server go on (SIGCONT). Does nothing if it is not paused. */
    public synchronized void resume() {
        requireAlive("resume");
        if (paused) {
            process.signal("CONT");
            paused = false;
        }
    }

    /**
     * Shuts the server down (SIGTERM), resuming it first if it is paused, and returns when it is gone. It saves its data
     * if it was started with persistence. Does nothing if the server is down.
     */
    public synchronized void stop() {
        requireOpen();
        if (process.isAlive()) {
            resume();
            process.terminate();
        }
    }

    /** Starts the server again on the same port and directory, and returns when it answers; stops it first if it runs. */
    public synchronized void restart() {
        stop();
        process = launch();
    }

    /**
     * Ends the server and deletes its directory if that is a temporary one; a server with a directory of its own is
     * {@linkplain #stop() stopped} so that it can save. Does nothing if already closed.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            if (options.directory() != null) {
                stop();
            }
        } finally {
            closed = true;
            process.kill();
            deleteTemporaryDirectory();
        }
    }

    @Override
    public String toString() {
        return "RedisServer[" + uri() + ", log " + log.path() + "]";
    }

    /** Makes the server answer again after a test that left it paused or down. */
    synchronized void revive() {
        requireOpen();
        if (process.isAlive()) {
            resume();
        } else {
            restart();
        }
    }

    private ChildProcess launch() {
        paused = false;
        ChildProcess launched = ChildProcess.launch(options.command(port, certificate), directory, log);
        launched.awaitReady(port, sockets(), options.singleNodeCluster());
        return launched;
    }

    private SocketFactory sockets() {
        return certificate == null ? SocketFactory.getDefault() : certificate.sockets();
    }

    private ServerCertificate requireCertificate() {
        if (certificate == null) {
            throw new IllegalStateException(this + " is without TLS. Start it with start(options -> options.tls()).");
        }
        return certificate;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed. Start another one.");
        }
    }

    private void requireAlive(String action) {
        requireOpen();
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    log.explain("Cannot " + action + " the server on port " + port + ", because it is down"));
        }
    }

    private static Path createDirectory(@Nullable Path chosen) {
        try {
            return chosen == null
                    ? Files.createTempDirectory("headrace-redis-")
                    : Files.createDirectories(chosen.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a directory for a server: " + e.getMessage(), e);
        }
    }

    private void deleteTemporaryDirectoryAtExit() {
        if (options.directory() == null) {
            Leash.delete(directory);
        }
    }

    private void deleteTemporaryDirectory() {
        if (options.directory() == null) {
            TemporaryDirectory.delete(directory);
        }
    }
}
