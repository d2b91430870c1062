package io.headrace.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.EntryBatch;
import io.headrace.codec.Codec;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SenderTest {
    private static final EventStream<String> ORDERS =
            EventStream.of("orders", Codec.utf8()).keyedBy(value -> value.substring(0, 1));
    private static final int EACH = 2_000;

    private final ManualTime time = new ManualTime(1_700_000_000_000L);
    private final InMemoryBroker broker = new InMemoryBroker(time, time);
    private final Senders senders = new Senders(broker, time, time);
    private final Sender<String> sender = senders.sender(ORDERS, SenderOptions.DEFAULTS);

    @Test
    void entry_carriesKeyTimeHeadersAndData() {
        Map<String, String> headers = Map.of("trace", "t-1");

        MessageId id = sender.send("über", headers).join();

        EntryBatch stored = stored();
        assertThat(stored.id(0)).isEqualTo(id).isEqualTo(new MessageId(1_700_000_000_000L, 0));
        assertThat(stored.key(0)).isEqualTo("ü");
        assertThat(stored.timeMillis(0)).isEqualTo(1_700_000_000_000L);
        assertThat(stored.headers(0)).isEqualTo(headers);
        assertThat(data(stored, 0)).isEqualTo("über");
    }

    @Test
    void streamWithoutKeys_sendsNone() {
        senders.sender(EventStream.of("orders", Codec.utf8()), SenderOptions.DEFAULTS)
                .send("x");

        assertThat(stored().key(0)).isNull();
    }

    @Test
    @Tag("P1")
    void sendsOfOneThread_areAppendedInTheirOrder() {
        List<MessageId> ids = IntStream.range(0, EACH)
                .mapToObj(i -> sender.send("a" + i).join())
                .toList();

        assertThat(ids).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
        assertThat(values()).containsExactlyElementsOf(numbered("a"));
    }

    @Test
    void sendsOfManyThreads_allCompleteAndEachThreadKeepsItsOrder() throws InterruptedException {
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        ConcurrentLinkedQueue<CompletableFuture<MessageId>> replies = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();

        for (String name : names) {
            threads.add(new Thread(() -> numbered(name).forEach(value -> replies.add(sender.send(value)))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        senders.close(Duration.ofSeconds(30));

        assertThat(replies)
                .hasSize(names.size() * EACH)
                .allSatisfy(reply -> assertThat(reply).isCompleted());
        List<String> values = values();
        for (String name : names) {
            assertThat(values.stream().filter(value -> value.startsWith(name)))
                    .containsExactlyElementsOf(numbered(name));
        }
    }

    @Test
    void unencodableValue_failsOnTheCallersThreadAndSendsNothing() {
        Codec<String> picky = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                throw new IllegalArgumentException("not this one");
            }

            @Override
            public String decode(byte[] bytes, int offset, int length) {
                throw new UnsupportedOperationException();
            }
        };
        Sender<String> refused = senders.sender(EventStream.of("orders", picky), SenderOptions.DEFAULTS);

        assertThatThrownBy(() -> refused.send("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not this one");

        assertThat(stored().size()).isZero();
    }

    private EntryBatch stored() {
        return broker.read("orders", MessageId.MIN, MessageId.MAX, 100_000).join();
    }

    private List<String> values() {
        EntryBatch stored = stored();
        return IntStream.range(0, stored.size())
                .mapToObj(entry -> data(stored, entry))
                .toList();
    }

    private static String data(EntryBatch batch, int entry) {
        return batch.data(entry, (bytes, offset, length) -> new String(bytes, offset, length, UTF_8));
    }

    private static List<String> numbered(String name) {
        return IntStream.range(0, EACH).mapToObj(i -> name + i).toList();
    }
}
