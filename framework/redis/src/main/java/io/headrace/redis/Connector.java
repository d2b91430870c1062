package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.broker.ConnectOptions;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes connections. Lettuce's own reconnection is off: it would send again what was under way, and a command whose reply
 * was lost must not run twice. A {@link Link} replaces what was lost instead.
 */
final class Connector implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final RedisURI uri;
    private final RedisClient client;
    private final Duration commandTimeout;

    Connector(String uri, ConnectOptions options) {
        this.uri = parse(uri, options);
        this.commandTimeout = options.commandTimeout();
        this.client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP3)
                .timeoutOptions(TimeoutOptions.create())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .build());
    }

    Duration commandTimeout() {
        return commandTimeout;
    }

    /** A new connection, authenticated and answering. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .orTimeout(CONNECT_TIMEOUT.plus(commandTimeout).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The first connection, or an error that says what is wrong with the URI or the server. */
    <T> T await(CompletableFuture<T> connecting) {
        try {
            return connecting.get();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new HeadraceException(
                    ErrorCode.UNREACHABLE, "Interrupted while connecting to " + address() + ".", interrupt);
        } catch (ExecutionException failure) {
            throw explain(ServerErrors.unwrap(failure));
        }
    }

    /** Where it connects to, without credentials. */
    String address() {
        return uri.getSentinels().isEmpty()
                ? uri.getHost() + ":" + uri.getPort()
                : "the master \"" + uri.getSentinelMasterId() + "\" of "
                        + uri.getSentinels().size() + " sentinels";
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private HeadraceException explain(Throwable failure) {
        if (failure instanceof HeadraceException known) {
            return known;
        }
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof RedisCommandExecutionException)) {
            root = root.getCause();
        }
        if (root instanceof RedisCommandExecutionException reply) {
            return explainReply(String.valueOf(reply.getMessage()), reply);
        }
        String cause = String.valueOf(root.getMessage());
        if (root instanceof TimeoutException || isGarbage(failure)) {
            return new HeadraceException(
                    ErrorCode.WRONG_PROTOCOL,
                    address() + " accepted the connection but does not answer as a Redis server does"
                            + (root instanceof TimeoutException ? " (no answer to HELLO)" : ": " + cause)
                            + ". Check the port; use rediss:// for TLS.",
                    failure);
        }
        return new HeadraceException(
                ErrorCode.UNREACHABLE,
                "Cannot reach " + address() + ": " + cause + ". Start a server there (redis-server --port "
                        + uri.getPort() + ") or correct the URI.",
                failure);
    }

    private HeadraceException explainReply(String reply, Throwable cause) {
        if (ServerErrors.classify(reply) == ErrorCode.AUTHENTICATION) {
            return new HeadraceException(
                    ErrorCode.AUTHENTICATION,
                    address() + " refused the credentials: " + reply
                            + ". Put them into the URI (redis://user:password@host) or use"
                            + " connect(uri, options -> options.credentials(user, password)).",
                    cause);
        }
        if (reply.contains("unknown command")) {
            return new HeadraceException(
                    ErrorCode.UNSUPPORTED_SERVER,
                    address() + " is too old: " + reply + ". Headrace needs Redis 7.0 or Valkey 7.2.",
                    cause);
        }
        return BrokerException.refused(
                ServerErrors.classify(reply), address() + " refused to connect: " + reply + ".", cause);
    }

    private static boolean isGarbage(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String name = each.getClass().getSimpleName();
            String message = String.valueOf(each.getMessage());
            if (name.contains("Protocol") || message.contains("Invalid first byte") || message.contains("SSL")) {
                return true;
            }
        }
        return false;
    }

    private static RedisURI parse(String text, ConnectOptions options) {
        try {
            RedisURI uri = RedisURI.create(text);
            String password = options.password();
            if (password != null) {
                String username = options.username() == null ? "default" : options.username();
                uri.setAuthentication(username, password.toCharArray());
            }
            uri.setLibraryName("");
            uri.setLibraryVersion("");
            return uri;
        } catch (IllegalArgumentException malformed) {
            throw new HeadraceException(
                    ErrorCode.BAD_URI,
                    "Bad connection URI: " + withoutSecret(String.valueOf(malformed.getMessage()))
                            + ". It looks like redis://127.0.0.1:6379 or rediss://user:password@host:6380.");
        }
    }

    private static String withoutSecret(String message) {
        return message.replaceAll("//[^@/\\s]*@", "//***@");
    }
}
