package io.headrace.testkit;

import io.headrace.testkit.ChildProcess.PortTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.SocketFactory;

/** One sentinel of a {@link RedisReplication}, as a process with a configuration file of its own, which it rewrites. */
final class Sentinel implements AutoCloseable {
    /** What it calls the servers it watches. */
    static final String NAME = "mymaster";

    /**
     * Sentinels repair a replica that follows somebody else than the primary after this time, and repeat a failover that
     * failed after twice as long.
     */
    static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(6);

    private static final int PORT_ATTEMPTS = 10;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final String CONFIGURATION = """
            bind 127.0.0.1
            port %1$d
            dir "%2$s"
            sentinel monitor mymaster 127.0.0.1 %3$d 2
            sentinel down-after-milliseconds mymaster 500
            sentinel failover-timeout mymaster %4$d
            sentinel parallel-syncs mymaster 1
            """;

    private final int port;
    private final TemporaryDirectory directory;
    private final ServerLog log;
    private final ChildProcess process;

    private Sentinel(String program, int port, int primaryPort, TemporaryDirectory directory) {
        this.port = port;
        this.directory = directory;
        this.log = new ServerLog(directory.path().resolve("sentinel.log"));
        Path file = directory.path().resolve("sentinel.conf");
        List<String> command = List.of(program, write(file, primaryPort).toString(), "--sentinel");
        this.process = ChildProcess.launch(command, directory.path(), log);
        process.awaitReady(port, SocketFactory.getDefault(), false);
    }

    /** Starts a sentinel for the primary at this port and returns when it answers. */
    static Sentinel start(String program, int primaryPort) {
        TemporaryDirectory directory = TemporaryDirectory.create("headrace-sentinel-");
        for (int attempt = 1; ; attempt++) {
            try {
                return new Sentinel(program, Ports.free(), primaryPort, directory);
            } catch (PortTakenException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Path write(Path file, int primaryPort) {
        try {
            return Files.writeString(
                    file, CONFIGURATION.formatted(port, directory.path(), primaryPort, FAILOVER_TIMEOUT.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return port;
    }

    ServerLog log() {
        return log;
    }

    /** Whether it knows the replica and the two other sentinels and finds the primary well. */
    boolean knowsAll() {
        Map<String, String> master = new HashMap<>();
        List<?> reply = (List<?>) command("MASTER");
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            master.put((String) reply.get(i), (String) reply.get(i + 1));
        }
        return "1".equals(master.get("num-slaves"))
                && "2".equals(master.get("num-other-sentinels"))
                && "master".equals(master.get("flags"));
    }

    /** The port of the primary, as it tells clients. */
    int primaryPort() {
        return Integer.parseInt((String) ((List<?>) command("GET-MASTER-ADDR-BY-NAME")).get(1));
    }

    private Object command(String verb) {
        try (RespConnection connection = RespConnection.open(port, COMMAND_TIMEOUT)) {
            return Objects.requireNonNull(connection.call("SENTINEL", verb, NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(log.explain("No reply to SENTINEL " + verb + " on port " + port), e);
        }
    }

    @Override
    public void close() {
        process.kill();
        directory.close();
    }
}
