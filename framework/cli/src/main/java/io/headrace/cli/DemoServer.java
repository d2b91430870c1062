package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.error.HeadraceException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server for the demo, on the loopback interface, without a file; or this process's memory if there is none. */
final class DemoServer implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("valkey-server", "redis-server");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private final String uri;
    private final String description;
    private final @Nullable Process process;

    private DemoServer(String uri, String description, @Nullable Process process) {
        this.uri = uri;
        this.description = description;
        this.process = process;
    }

    static DemoServer start() {
        Path program = onPath();
        if (program == null) {
            return new DemoServer("memory:", "this process's memory, since there is no redis-server on the PATH", null);
        }
        try {
            int port = freePort();
            Process process = new ProcessBuilder(
                            program.toString(), "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            DemoServer server = new DemoServer(
                    "redis://127.0.0.1:" + port, program + " on port " + port + ", not for production", process);
            server.awaitReady(process);
            return server;
        } catch (IOException failure) {
            return new DemoServer("memory:", "this process's memory, since " + program + " does not start", null);
        }
    }

    String uri() {
        return uri;
    }

    String description() {
        return description;
    }

    /** Whether other commands can look at it while it runs. */
    boolean isReachable() {
        return process != null;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitReady(Process started) throws IOException {
        for (long waited = 0; waited < PATIENCE.toNanos() && started.isAlive(); waited += POLL_NANOS) {
            try {
                Headrace.connect(uri).close();
                return;
            } catch (HeadraceException notYet) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        started.destroy();
        throw new IOException("the server does not answer");
    }

    private static @Nullable Path onPath() {
        String path = System.getenv("PATH");
        return path == null
                ? null
                : Stream.of(path.split(File.pathSeparator))
                        .flatMap(directory -> PROGRAMS.stream().map(name -> Path.of(directory, name)))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
