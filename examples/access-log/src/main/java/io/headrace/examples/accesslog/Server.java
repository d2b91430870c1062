package io.headrace.examples.accesslog;

import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * Where the job runs.
 *
 * @param note what the user should know about it
 */
record Server(
        String uri, Streams streams, String note, @Nullable RedisServer ownProcess) implements AutoCloseable {
    /** The server of this URI; without one a Redis of its own, and where that cannot run, memory. */
    static Server open(@Nullable String uri) {
        if (uri != null) {
            return shared(uri, Streams.unique());
        }
        try {
            return started(RedisBinary.fromEnvironment().get(0));
        } catch (UnsupportedOperationException noBinary) {
            String note = "No Redis comes with this example for " + System.getProperty("os.name")
                    + ": it runs in memory, without a server. --redis URI takes yours.";
            return new Server("memory:", Streams.plain(), note, null);
        }
    }

    private static Server started(RedisBinary binary) {
        RedisServer process = RedisServer.start(options -> options.config("appendonly", "yes"));
        String note = "Started " + binary.version() + " at " + process.uri()
                + " for this run. It is for demos, not for production.";
        return new Server(process.uri(), Streams.plain(), note, process);
    }

    private static Server shared(String uri, Streams streams) {
        String lines = streams.lines().name();
        String views = streams.views().name();
        String note = String.format(
                "This run makes keys of its own on your server and leaves them there: %s, %s, hr:{%s}:*, hr:{%s}:*",
                lines, views, lines, views);
        return new Server(uri, streams, note, null);
    }

    @Override
    public void close() {
        if (ownProcess != null) {
            ownProcess.close();
        }
    }
}
