package io.headrace.faults;

import io.headrace.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where handlers note what they did, and gates that they wait at: keys on a server of its own, which no fault touches. A
 * note is there when {@link #note} returns, whatever happens to the worker then.
 */
final class Sink implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final String address;
    private final String key;

    /** What a handler noted. */
    record Note(String value, int attempt, String worker) {
        static Note parse(String text) {
            String[] words = text.split(" ", -1);
            return new Note(words[0], Integer.parseInt(words[1]), words[2]);
        }
    }

    /** An empty sink. */
    static Sink create() {
        return new Sink(Holder.SERVER.uri() + "|sink-" + NUMBER.incrementAndGet());
    }

    /** The sink of this address. */
    static Sink open(String address) {
        return new Sink(address);
    }

    private Sink(String address) {
        int bar = address.indexOf('|');
        this.address = address;
        this.key = address.substring(bar + 1);
        this.client = RedisClient.create(RedisURI.create(address.substring(0, bar)));
        this.connection = client.connect();
    }

    /** For another process. */
    String address() {
        return address;
    }

    void note(String value, int attempt, String worker) {
        connection.sync().rpush(key, value + " " + attempt + " " + worker);
    }

    long size() {
        return connection.sync().llen(key);
    }

    List<Note> notes() {
        return connection.sync().lrange(key, 0, -1).stream().map(Note::parse).toList();
    }

    /** How many handlers wait at the gate, or have passed it. */
    long atGate() {
        String count = connection.sync().get(key + ":waiting");
        return count == null ? 0 : Long.parseLong(count);
    }

    /** Lets everybody pass the gate, from now on. */
    void openGate() {
        connection.sync().set(key + ":open", "yes");
    }

    void arriveAtGate() {
        connection.sync().incr(key + ":waiting");
    }

    boolean isGateOpen() {
        return connection.sync().exists(key + ":open") == 1;
    }

    @Override
    public void close() {
        client.shutdown();
    }

    @Override
    public String toString() {
        return "Sink" + Arrays.asList(address, size());
    }

    private static final class Holder {
        static final RedisServer SERVER = RedisServer.start();
    }
}
