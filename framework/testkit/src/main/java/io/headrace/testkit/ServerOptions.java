package io.headrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RedisServer} runs. Immutable: every method with an argument returns a changed copy. By default the server
 * listens on a free port of 127.0.0.1 and writes nothing to disk but its log.
 *
 * @param binary the program; {@code null}, the default, means the first of {@link RedisBinary#fromEnvironment()}
 * @param port the TCP port; 0, the default, means a free one between 15000 and 22000 whose cluster-bus port
 *     (port + 10000) is free too
 * @param directory where data and log are kept; {@code null}, the default, means a temporary directory that is deleted
 *     when the server is closed or the JVM ends
 * @param arguments further command-line arguments, default none
 * @param singleNodeCluster whether the server is a cluster of its own that holds all slots, default no
 */
public record ServerOptions(
        @Nullable RedisBinary binary,
        int port,
        @Nullable Path directory,
        List<String> arguments,
        boolean singleNodeCluster) {

    private static final Set<String> OWNED =
            Set.of("bind", "cluster-enabled", "daemonize", "dir", "logfile", "port", "unixsocket");
    private static final int LAST_PORT_WITH_BUS = 55_535;

    public ServerOptions {
        if (port < 0 || port > LAST_PORT_WITH_BUS) {
            throw new IllegalArgumentException("port must be between 0 and " + LAST_PORT_WITH_BUS + ", was " + port);
        }
        arguments = List.copyOf(arguments);
    }

    /** A free port, no persistence, the default binary. */
    public static ServerOptions defaults() {
        return new ServerOptions(null, 0, null, List.of(), false);
    }

    /** Runs this program. */
    public ServerOptions binary(RedisBinary binary) {
        Objects.requireNonNull(binary, "binary");
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster);
    }

    /** Listens on this port, from 0 (a free one) to 55535. */
    public ServerOptions port(int port) {
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster);
    }

    /** Keeps data and log in this directory, which is created if missing and never deleted. */
    public ServerOptions directory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster);
    }

    /**
     * Adds a directive of {@code redis.conf}: {@code config("appendonly", "yes")}, {@code config("save", "60", "1")}.
     * If a directive with one setting is given twice, the later counts.
     *
     * @throws IllegalArgumentException for what this class decides itself, such as {@code port}, {@code dir} or
     *     {@code bind}
     */
    public ServerOptions config(String directive, String... values) {
        if (directive.startsWith("-") || OWNED.contains(directive)) {
            throw new IllegalArgumentException("Cannot set \"" + directive + "\" with config(): "
                    + (directive.startsWith("-") ? "give the name without dashes" : "the testkit sets it itself"));
        }
        List<String> longer = new ArrayList<>(arguments);
        longer.add("--" + directive);
        longer.addAll(List.of(values));
        return new ServerOptions(binary, port, directory, longer, singleNodeCluster);
    }

    /** Makes the server a cluster of one node with all 16384 slots. It then takes two seconds more to get ready. */
    public ServerOptions asSingleNodeCluster() {
        return new ServerOptions(binary, port, directory, arguments, true);
    }

    /** The file name of the server to run. */
    String program() {
        return (binary == null ? RedisBinary.fromEnvironment().get(0) : binary).program();
    }

    List<String> command(int port) {
        Stream<String> owned =
                Stream.of(program(), "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        Stream<String> cluster = singleNodeCluster
                ? Stream.of("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1")
                : Stream.of();
        return Stream.of(owned, cluster, arguments.stream())
                .flatMap(part -> part)
                .toList();
    }
}
