package io.headrace.contract;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import io.headrace.testkit.ServerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/** One running server for each way of running each program; they end with the JVM. */
final class Servers {
    private static final Map<Server, RedisServer> RUNNING = new ConcurrentHashMap<>();

    private Servers() {}

    /** The programs under test. */
    static List<RedisBinary> binaries() {
        return RedisBinary.fromEnvironment();
    }

    /** A server of this program, started at the first call. */
    static RedisServer running(RedisBinary binary, boolean cluster) {
        return running(binary, cluster ? Kind.CLUSTER : Kind.PLAIN);
    }

    /** A server of this program that speaks TLS; the test is skipped if the program was built without it. */
    static RedisServer runningWithTls(RedisBinary binary) {
        try {
            return running(binary, Kind.TLS);
        } catch (IllegalStateException failure) {
            if (String.valueOf(failure.getMessage()).contains("'tls-port \"")) {
                throw new TestAbortedException(binary + " was built without TLS", failure);
            }
            throw failure;
        }
    }

    private static RedisServer running(RedisBinary binary, Kind kind) {
        return RUNNING.computeIfAbsent(
                new Server(binary, kind), server -> RedisServer.start(defaults -> server.options(defaults)));
    }

    private enum Kind {
        PLAIN,
        CLUSTER,
        TLS
    }

    private record Server(RedisBinary binary, Kind kind) {
        ServerOptions options(ServerOptions defaults) {
            ServerOptions options = defaults.binary(binary);
            return switch (kind) {
                case PLAIN -> options;
                case CLUSTER -> options.asSingleNodeCluster();
                case TLS -> options.tls();
            };
        }
    }
}
