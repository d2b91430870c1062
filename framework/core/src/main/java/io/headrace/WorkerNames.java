package io.headrace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes consumers' names: {@code hr-<worker>-<nonce>}, never the same twice. */
final class WorkerNames {
    private static final int MAX_HOST_LENGTH = 60;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WorkerNames() {}

    /** The name of a worker that was given none: {@code <host>-<pid>}. */
    static String ofThisProcess() {
        return host() + "-" + ProcessHandle.current().pid();
    }

    /** A consumer's name that nobody has had. */
    static String consumer(String worker) {
        byte[] nonce = new byte[6];
        RANDOM.nextBytes(nonce);
        return "hr-" + worker + "-" + HexFormat.of().formatHex(nonce);
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
