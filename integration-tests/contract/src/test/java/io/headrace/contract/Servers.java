package io.headrace.contract;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import io.headrace.testkit.ServerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One running server for each way of running each program; they end with the JVM. */
final class Servers {
    private static final Map<Kind, RedisServer> RUNNING = new ConcurrentHashMap<>();

    private Servers() {}

    /** The programs under test. */
    static List<RedisBinary> binaries() {
        return RedisBinary.fromEnvironment();
    }

    /** A server of this program, started at the first call. */
    static RedisServer running(RedisBinary binary, boolean cluster) {
        return RUNNING.computeIfAbsent(
                new Kind(binary, cluster),
                kind -> RedisServer.start(defaults -> {
                    ServerOptions options = defaults.binary(binary);
                    return cluster ? options.asSingleNodeCluster() : options;
                }));
    }

    private record Kind(RedisBinary binary, boolean cluster) {}
}
