package io.headrace.redis;

import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Tls;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections. Lettuce's own reconnection is off: it would send again what was under way, and a command whose reply
 * was lost must not run twice. A {@link Link} replaces what was lost instead.
 */
final class Connector implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);

    private final RedisURI uri;
    private final RedisClient client;
    private final Duration commandTimeout;

    Connector(String uri, ConnectOptions options) {
        this.uri = parse(uri, options);
        this.commandTimeout = options.commandTimeout();
        ClientOptions settings = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP3)
                .timeoutOptions(TimeoutOptions.create())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .sslOptions(PemFiles.checked(options.tls()))
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .build();
        this.client = RedisClient.create();
        client.setOptions(settings);
    }

    Duration commandTimeout() {
        return commandTimeout;
    }

    /** A new connection, authenticated and answering. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .toCompletableFuture()
                .orTimeout(uri.getTimeout().plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
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
            throw explain(failure);
        }
    }

    /** What a failure to connect means. */
    HeadraceException explain(Throwable failure) {
        int port = uri.getSentinels().isEmpty() ? uri.getPort() : 0;
        return ConnectErrors.explain(new ConnectErrors.Peer(address(), port, uri.isSsl(), uri.getTimeout()), failure);
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
        client.shutdownAsync(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private static RedisURI parse(String text, ConnectOptions options) {
        RedisURI uri = parse(UriCheck.checked(text));
        if (!uri.isSsl() && !options.tls().equals(Tls.DEFAULTS)) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "trust and clientCertificate are for TLS, but the URI is one without. Write rediss://host:port.");
        }
        String password = options.password();
        if (password != null) {
            String username = options.username() == null ? "default" : options.username();
            uri.setAuthentication(username, password.toCharArray());
        }
        // Until the handshake is over; Lettuce takes the time from the first try to connect.
        Duration patience = CONNECT_TIMEOUT.plus(options.commandTimeout());
        uri.setTimeout(patience);
        withFixedCredentials(uri);
        for (RedisURI sentinel : uri.getSentinels()) {
            sentinel.setTimeout(patience);
            withFixedCredentials(sentinel);
        }
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        return uri;
    }

    /** Lettuce's own provider answers on another thread, and a connection may then be handed out before it is active. */
    private static void withFixedCredentials(RedisURI uri) {
        RedisCredentials credentials =
                uri.getCredentialsProvider().resolveCredentials().toFuture().join();
        uri.setCredentialsProvider(new StaticCredentialsProvider(credentials));
    }

    private static RedisURI parse(String checked) {
        try {
            return RedisURI.create(checked);
        } catch (IllegalArgumentException malformed) {
            throw UriCheck.bad("what follows the ? is not understood");
        }
    }
}
