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
 * @param tlsHosts the hosts that the server's certificate is for; if there are none, the default, the server is without
 *     TLS
 */
public record ServerOptions(
        @Nullable RedisBinary binary,
        int port,
        @Nullable Path directory,
        List<String> arguments,
        boolean singleNodeCluster,
        List<String> tlsHosts) {

    private static final Set<String> OWNED =
            Set.of("bind", "cluster-enabled", "daemonize", "dir", "logfile", "port", "tls-port", "unixsocket");
    private static final int LAST_PORT_WITH_BUS = 55_535;

    public ServerOptions {
        if (port < 0 || port > LAST_PORT_WITH_BUS) {
            throw new IllegalArgumentException("port must be between 0 and " + LAST_PORT_WITH_BUS + ", was " + port);
        }
        arguments = List.copyOf(arguments);
        tlsHosts = List.copyOf(tlsHosts);
    }

    /** A free port, no persistence, the default binary. */
    public static ServerOptions defaults() {
        return new ServerOptions(null, 0, null, List.of(), false, List.of());
    }

    /** Runs this program. */
    public ServerOptions binary(RedisBinary binary) {
        Objects.requireNonNull(binary, "binary");
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster, tlsHosts);
    }

    /** Listens on this port, from 0 (a free one) to 55535. */
    public ServerOptions port(int port) {
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster, tlsHosts);
    }

    /** Keeps data and log in this directory, which is created if missing and never deleted. */
    public ServerOptions directory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster, tlsHosts);
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
        return new ServerOptions(binary, port, directory, longer, singleNodeCluster, tlsHosts);
    }

    /** Makes the server a cluster of one node with all 16384 slots. It then takes two seconds more to get ready. */
    public ServerOptions asSingleNodeCluster() {
        return new ServerOptions(binary, port, directory, arguments, true, tlsHosts);
    }

    /** The file name of the server to run. */
    String program() {
        return (binary == null ? RedisBinary.fromEnvironment().get(0) : binary).program();
    }

    /**
     * Speaks TLS and nothing else, with a certificate made at the start that is its own authority and valid for these
     * hosts; without any, for {@code 127.0.0.1} and {@code localhost}. It asks clients for no certificate, unless {@code
     * config("tls-auth-clients", "yes")} says so. The start takes a second longer.
     */
    public ServerOptions tls(String... hosts) {
        List<String> names = hosts.length == 0 ? List.of("127.0.0.1", "localhost") : List.of(hosts);
        return new ServerOptions(binary, port, directory, arguments, singleNodeCluster, names);
    }

    boolean hasTls() {
        return !tlsHosts.isEmpty();
    }

    List<String> command(int port, @Nullable ServerCertificate certificate) {
        Stream<String> owned = Stream.of(program(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        Stream<String> door = certificate == null ? Stream.of("--port", "" + port) : tlsDoor(port, certificate);
        Stream<String> cluster = singleNodeCluster
                ? Stream.of("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1")
                : Stream.of();
        return Stream.of(owned, door, cluster, arguments.stream())
                .flatMap(part -> part)
                .toList();
    }

    private static Stream<String> tlsDoor(int port, ServerCertificate certificate) {
        String pem = certificate.certificate().toString();
        return Stream.of(
                "--port",
                "0",
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                pem,
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                pem,
                "--tls-auth-clients",
                "no",
                "--tls-replication",
                "yes",
                "--tls-cluster",
                "yes");
    }
}
