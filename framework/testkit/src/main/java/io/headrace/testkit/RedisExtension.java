package io.headrace.testkit;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives a test class a {@link RedisServer} of its own, empty before each test:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisExtension redis = new RedisExtension();
 * }</pre>
 *
 * <p>The server starts before the first test and is closed after the last one, nested classes included. Before each test
 * it is resumed or restarted if the last test left it paused or down, and {@code FLUSHALL} is sent; settings, users,
 * scripts and functions stay. For tests of one class that run one after another.
 */
public final class RedisExtension implements BeforeAllCallback, BeforeEachCallback {
    private final UnaryOperator<ServerOptions> options;
    private @Nullable RedisServer server;

    /** A server with {@link ServerOptions#defaults()}. */
    public RedisExtension() {
        this(defaults -> defaults);
    }

    /** A server with these options: {@code new RedisExtension(o -> o.config("appendonly", "yes"))}. */
    public RedisExtension(UnaryOperator<ServerOptions> options) {
        this.options = options;
    }

    /** The server's URI, {@code redis://127.0.0.1:port}, or {@code rediss://} with TLS. */
    public String uri() {
        return server().uri();
    }

    /**
     * The server.
     *
     * @throws IllegalStateException before the first test, or if the extension is not in a static field
     */
    public RedisServer server() {
        if (server == null) {
            throw new IllegalStateException(
                    "The server is not started. Register RedisExtension in a static field and use it in tests.");
        }
        return server;
    }

    // The store closes the server after the outermost class; nested classes find it there.
    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getStore(Namespace.create(RedisExtension.class))
                .computeIfAbsent(this, key -> RedisServer.start(options), RedisServer.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server().revive();
        server().command("FLUSHALL");
    }
}
