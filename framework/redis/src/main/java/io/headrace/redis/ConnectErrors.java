package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.RedisProtocolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says why a first connection failed and what to do about it. */
final class ConnectErrors {
    private static final Pattern CERTIFICATE_ALERT =
            Pattern.compile(".*fatal alert: (\\w*certificate\\w*|unknown_ca|decrypt_error)");

    private ConnectErrors() {}

    /** The error for a failure to connect to {@code peer}. */
    static HeadraceException explain(Peer peer, Throwable failure) {
        HeadraceException known = find(HeadraceException.class, failure);
        if (known != null) {
            return known;
        }
        RedisCommandExecutionException reply = find(RedisCommandExecutionException.class, failure);
        if (reply != null) {
            return refused(peer, String.valueOf(reply.getMessage()), reply);
        }
        String root = String.valueOf(root(failure).getMessage());
        if (root.startsWith("DENIED ")) {
            return refused(peer, root, failure);
        }
        if (find(GeneralSecurityException.class, failure) != null) {
            return untrusted(peer, failure);
        }
        Matcher alert = CERTIFICATE_ALERT.matcher(root);
        if (alert.matches()) {
            return unaccepted(peer, alert.group(1), failure);
        }
        String obstacle = obstacle(peer, failure);
        return obstacle == null ? notRedis(peer, failure) : unreachable(peer, obstacle, failure);
    }

    /**
     * Whom we wanted to reach.
     *
     * @param address  where, for people
     * @param port     of the server, or 0 if sentinels name it
     * @param tls      whether by TLS
     * @param patience how long it had for an answer
     */
    record Peer(String address, int port, boolean tls, Duration patience) {
        boolean isNamedBySentinels() {
            return port == 0;
        }
    }

    private static HeadraceException refused(Peer peer, String reply, Throwable cause) {
        ErrorCode code = ServerErrors.classify(reply);
        String words = ServerErrors.words(reply);
        if (code == ErrorCode.AUTHENTICATION) {
            return new HeadraceException(
                    code,
                    peer.address + " refused the credentials: " + words
                            + ". Put them into the URI (redis://user:password@host) or use"
                            + " connect(uri, options -> options.credentials(user, password)).",
                    cause);
        }
        if (reply.contains("unknown command")) {
            // The reply repeats HELLO's arguments, with the password among them.
            return new HeadraceException(
                    ErrorCode.UNSUPPORTED_SERVER,
                    peer.address + " is too old: it does not know HELLO. Headrace needs Redis 7.0 or Valkey 7.2.");
        }
        return BrokerException.refused(code, peer.address + " refused to connect: " + words + ".", cause);
    }

    /** We do not accept the server's certificate. */
    private static HeadraceException untrusted(Peer peer, Throwable cause) {
        boolean unknown = find(CertPathBuilderException.class, cause) != null;
        return new HeadraceException(
                ErrorCode.UNTRUSTED,
                "The certificate of " + peer.address + " is not trusted: "
                        + root(cause).getMessage()
                        + (unknown
                                ? ". Trust its authority: connect(uri, options -> options.trust(pem))."
                                : ". Use a host for which it is valid, or have it renewed."),
                cause);
    }

    /** The server does not accept ours, or the lack of it. */
    private static HeadraceException unaccepted(Peer peer, String alert, Throwable cause) {
        return new HeadraceException(
                ErrorCode.UNTRUSTED,
                peer.address + " does not accept us: " + alert
                        + ". Show a certificate that it trusts:"
                        + " connect(uri, options -> options.clientCertificate(certificate, key)).",
                cause);
    }

    private static HeadraceException unreachable(Peer peer, String obstacle, Throwable cause) {
        return new HeadraceException(
                ErrorCode.UNREACHABLE,
                "Cannot reach " + peer.address + ": " + obstacle
                        + (peer.isNamedBySentinels()
                                ? ". Look at the sentinels and the master's name, or correct the URI."
                                : ". Start a server there (redis-server --port " + peer.port + ") or correct the URI."),
                cause);
    }

    private static HeadraceException notRedis(Peer peer, Throwable cause) {
        return new HeadraceException(
                ErrorCode.WRONG_PROTOCOL,
                peer.address + " accepted the connection, but " + behaviour(peer, cause)
                        + (peer.tls
                                ? ". Check the port, and whether it speaks TLS at all (redis:// is without)."
                                : ". Check the port; use rediss:// if it wants TLS."),
                cause);
    }

    /** What kept us from getting through to anybody, or {@code null} if somebody was there. */
    private static @Nullable String obstacle(Peer peer, Throwable failure) {
        if (find(UnknownHostException.class, failure) != null) {
            return "nobody knows a host of this name";
        }
        Throwable root = root(failure);
        boolean closedDoor = find(ConnectException.class, failure) != null || root instanceof NoRouteToHostException;
        if (closedDoor) {
            return String.valueOf(root.getMessage());
        }
        return peer.isNamedBySentinels() ? "no sentinel names it within " + peer.patience.toMillis() + " ms" : null;
    }

    private static String behaviour(Peer peer, Throwable failure) {
        Throwable root = root(failure);
        String words = String.valueOf(root.getMessage());
        if (root instanceof TimeoutException || root instanceof RedisCommandTimeoutException) {
            return "did not answer " + (peer.tls ? "the TLS handshake" : "HELLO") + " within "
                    + peer.patience.toMillis() + " ms: it is no Redis server, or it hangs";
        }
        if (root instanceof RedisProtocolException) {
            return "does not answer as a Redis server does: " + words.split(" \\(| at ", 2)[0];
        }
        if (words.equals("Connection closed prematurely")) {
            return "closed it without an answer to HELLO";
        }
        return root instanceof IOException || root instanceof RedisException || peer.tls
                ? "then failed: " + words
                : "does not answer as a Redis server does: its reply to HELLO is malformed";
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
