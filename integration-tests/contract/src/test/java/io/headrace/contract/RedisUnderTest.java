package io.headrace.contract;

import static org.awaitility.Awaitility.await;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import io.headrace.message.MessageId;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The Redis broker on a real server, which is emptied first. */
final class RedisUnderTest implements BrokerUnderTest {
    private final Consumer<String[]> server;
    private final String tag;
    private final Broker broker;

    /** {@code tag} stands in front of every stream's name. */
    RedisUnderTest(RedisServer server, String tag) {
        this(server.uri(), server::command, tag);
    }

    /** {@code server} executes commands. */
    RedisUnderTest(String uri, Consumer<String[]> server, String tag) {
        this(uri, ConnectOptions.DEFAULTS, server, tag);
    }

    /** {@code server} executes commands. */
    RedisUnderTest(String uri, ConnectOptions options, Consumer<String[]> server, String tag) {
        this.server = server;
        this.tag = tag;
        command("FLUSHALL");
        this.broker = provider().connect(uri, options);
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public String name(String stream) {
        return tag + stream;
    }

    @Override
    public void addEntry(String key, List<String> fields) {
        command(Stream.concat(Stream.of("XADD", key, "*"), fields.stream()).toArray(String[]::new));
    }

    @Override
    public void deleteEntry(String key, MessageId id) {
        command("XDEL", key, id.toString());
    }

    @Override
    public void deleteKey(String key) {
        command("DEL", key);
    }

    @Override
    public void destroyGroup(String key, String group) {
        command("XGROUP", "DESTROY", key, group);
    }

    @Override
    public void setPosition(String key, String group, MessageId position) {
        command("XGROUP", "SETID", key, group, position.toString());
    }

    @Override
    public void putString(String key, String value) {
        command("SET", key, value);
    }

    @Override
    public void putField(String key, String field, String value) {
        command("HSET", key, field, value);
    }

    /** Packed by the server, since commands are text here. */
    @Override
    public void putList(String key, String field, List<String> items) {
        String script = "redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack({unpack(ARGV, 2)}))";
        command(Stream.concat(Stream.of("EVAL", script, "1", key, field), items.stream())
                .toArray(String[]::new));
    }

    /** Both clocks are this machine's. */
    @Override
    public void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollDelay(time).until(() -> System.nanoTime() >= end);
    }

    @Override
    public void close() {
        broker.close();
    }

    private void command(String... words) {
        server.accept(words);
    }

    static BrokerProvider provider() {
        return ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains("redis"))
                .findFirst()
                .orElseThrow();
    }
}
