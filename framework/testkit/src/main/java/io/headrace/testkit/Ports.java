package io.headrace.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on 127.0.0.1. The range and the cluster-bus ports that Redis derives from it (port + 10000) lie below
 * the ephemeral ports of Linux (from 32768), so no outgoing connection takes the port of a server that is down for a
 * moment.
 */
final class Ports {
    static final int FIRST = 15_000;
    static final int LAST = 22_000;
    private static final int BUS_OFFSET = 10_000;
    private static final int ATTEMPTS = 200;

    private Ports() {}

    /** A random port that is free now, with its bus port; another process may still take it first. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port on 127.0.0.1: tried " + ATTEMPTS + " between " + FIRST + " and "
                + LAST + ". Choose one with port(n).");
    }

    /** 127.0.0.1, whatever the JVM takes for the loopback address when it prefers IPv6. */
    @SuppressWarnings("AddressSelection")
    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(loopback(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
