package io.headrace.faults;

import io.headrace.testkit.RedisReplication;
import io.headrace.testkit.RedisServer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The server, or the servers, that a fault is staged on. */
interface Site extends AutoCloseable {
    /** Where clients connect. */
    String uri();

    /** The port of the server, or of the first primary. */
    int port();

    /** A command to the server, or to what is the primary now. */
    @Nullable
    Object command(String... words);

    @Override
    void close();

    /** A single server. */
    static Site of(RedisServer server) {
        return new Site() {
            @Override
            public String uri() {
                return server.uri();
            }

            @Override
            public int port() {
                return server.port();
            }

            @Override
            public @Nullable Object command(String... words) {
                return server.command(words);
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    /** A primary and a replica, of which the replica is asked once {@code failedOver} says so. */
    static Site of(RedisReplication servers, BooleanSupplier failedOver) {
        return new Site() {
            @Override
            public String uri() {
                return servers.uri();
            }

            @Override
            public int port() {
                return servers.primary().port();
            }

            @Override
            public @Nullable Object command(String... words) {
                return (failedOver.getAsBoolean() ? servers.replica() : servers.primary()).command(words);
            }

            @Override
            public void close() {
                servers.close();
            }
        };
    }
}
