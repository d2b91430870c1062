package io.headrace.redis;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.List;

/**
 * What the server says of itself in its reply to HELLO, which even a user with few permissions may send.
 *
 * @param server   {@code redis} or {@code valkey}
 * @param version  its own version
 * @param clientId the server's number for this connection; another server, or the same one after a restart, may give it to
 *     somebody else
 * @param peer     where the server sees this connection come from, or empty where it does not tell
 * @param cluster  whether it is a node of a cluster
 */
record Greeting(String server, String version, long clientId, String peer, boolean cluster) {
    private static final int OLDEST_MAJOR = 7;

    /** Reads the reply of the server at {@code address}. */
    static Greeting parse(String address, List<?> reply) {
        String server = "redis";
        String version = "0";
        long clientId = 0;
        boolean cluster = false;
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            Object value = reply.get(i + 1);
            switch (Replies.text(reply.get(i))) {
                case "server" -> server = Replies.text(value);
                case "version" -> version = Replies.text(value);
                case "id" -> clientId = Replies.number(value);
                case "mode" -> cluster = Replies.text(value).equals("cluster");
                default -> {}
            }
        }
        return new Greeting(server, version, clientId, "", cluster).supported(address);
    }

    /** Adds what the reply to CLIENT INFO tells. */
    Greeting from(List<?> reply) {
        String peer = Fields.ofClient(Replies.text(reply.get(0))).getOrDefault("addr", "");
        return new Greeting(server, version, clientId, peer, cluster);
    }

    private Greeting supported(String address) {
        if (major() < OLDEST_MAJOR) {
            throw new HeadraceException(
                    ErrorCode.UNSUPPORTED_SERVER,
                    address + " is " + server + " " + version + ". Headrace needs Redis 7.0 or Valkey 7.2.");
        }
        return this;
    }

    private int major() {
        String digits = version.split("\\D", 2)[0];
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }
}
