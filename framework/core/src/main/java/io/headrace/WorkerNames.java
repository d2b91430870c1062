package io.headrace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes names for workers that were given none: {@code hr-<host>-<pid>-<nonce>}, never the same twice. */
final class WorkerNames {
    private static final int MAX_HOST_LENGTH = 60;

    private WorkerNames() {}

    static String fresh() {
        byte[] nonce = new byte[4];
        new SecureRandom().nextBytes(nonce);
        return "hr-" + host() + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(nonce);
    }

    private static String host() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            name = "localhost";
        }
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.substring(0, Math.min(MAX_HOST_LENGTH, plain.length()));
    }
}
