package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Broker;
import io.headrace.broker.PackedList;
import io.headrace.memory.InMemoryBroker;
import io.headrace.memory.MemoryStream;
import io.headrace.message.MessageId;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The in-memory broker on time that a test moves. */
final class InMemoryUnderTest implements BrokerUnderTest {
    private final ManualTime time = new ManualTime(1_700_000_000_000L);
    private final InMemoryBroker broker = new InMemoryBroker(time, time);

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public void addEntry(String key, List<String> fields) {
        List<byte[]> bytes = fields.stream().map(field -> field.getBytes(UTF_8)).toList();
        broker.keyspace(keys -> keys.append(key, bytes));
    }

    @Override
    public void deleteEntry(String key, MessageId id) {
        onStream(key, stream -> stream.delete(id));
    }

    @Override
    public void deleteKey(String key) {
        broker.keyspace(keys -> keys.delete(key));
    }

    @Override
    public void destroyGroup(String key, String group) {
        onStream(key, stream -> stream.destroyGroup(group));
    }

    @Override
    public void setPosition(String key, String group, MessageId position) {
        onStream(key, stream -> stream.moveGroup(group, position));
    }

    @Override
    public void putString(String key, String value) {
        broker.keyspace(keys -> {
            keys.putString(key, value.getBytes(UTF_8));
            return true;
        });
    }

    @Override
    public void putField(String key, String field, String value) {
        putField(key, field, value.getBytes(UTF_8));
    }

    @Override
    public void putList(String key, String field, List<String> items) {
        putField(
                key,
                field,
                PackedList.pack(items.stream().map(item -> item.getBytes(UTF_8)).toList()));
    }

    @Override
    public void pass(Duration by) {
        time.advance(by);
    }

    @Override
    public void close() {
        broker.close();
    }

    private void putField(String key, String field, byte[] value) {
        broker.keyspace(keys -> {
            keys.hash(key).put(field, value);
            return true;
        });
    }

    private void onStream(String key, Predicate<MemoryStream> command) {
        broker.keyspace(keys -> {
            MemoryStream stream = keys.stream(key);
            return stream != null && command.test(stream);
        });
    }
}
