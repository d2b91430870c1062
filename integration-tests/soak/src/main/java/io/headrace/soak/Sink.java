package io.headrace.soak;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each message was handled, kept on a server that nothing is done to: what a handler does outside of the server
 * that its messages are on. Safe for all threads.
 */
final class Sink implements AutoCloseable {
    private static final String KEY = "handled";

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private Sink(RedisClient client) {
        this.client = client;
        this.connection = client.connect();
    }

    static Sink at(String uri) {
        return new Sink(RedisClient.create(uri));
    }

    /** Notes that this message is being handled; returns when it is noted. */
    void note(String identity) {
        connection.sync().hincrby(KEY, identity, 1);
    }

    /** How many different messages are noted. */
    long size() {
        return connection.sync().hlen(KEY);
    }

    /** How often each message was noted. */
    Map<String, Integer> notes() {
        Map<String, Integer> notes = new HashMap<>();
        ScanIterator.hscan(connection.sync(), KEY)
                .forEachRemaining(note -> notes.put(note.getKey(), Integer.valueOf(note.getValue())));
        return notes;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
