package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.Commit;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What only this broker promises; the rest is in the contract that all brokers share. */
class InMemoryBrokerTest {
    private static final GroupRef ORDERS = new GroupRef("orders", "billing");
    private static final Fetch WAITING = new Fetch(true, true, 10, Duration.ofSeconds(1));

    private final ManualTime time = new ManualTime(1_000);
    private final InMemoryBroker broker = new InMemoryBroker(time, time);

    @Test
    void waitingFetch_isCompleteWhenTheAppendReturns() {
        CompletableFuture<Fetched> waiting = openAndWait();

        append(broker, "a");

        assertThat(waiting)
                .isCompletedWithValueMatching(fetched -> fetched.stream().size() == 1);
    }

    @Test
    void waitingFetch_endsAtItsDeadlineAndNotBefore() {
        CompletableFuture<Fetched> waiting = openAndWait();

        time.advance(Duration.ofMillis(999));
        assertThat(waiting).isNotDone();
        time.advance(Duration.ofMillis(1));

        assertThat(waiting)
                .isCompletedWithValueMatching(fetched -> fetched.stream().size() == 0);
    }

    @Test
    void fetchServedBeforeItsDeadline_leavesNoTimerBehind() {
        openAndWait();

        append(broker, "a");

        assertThat(time.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void callbackOfAReply_mayCallTheBroker() {
        CompletableFuture<MessageId> answer = openAndWait().thenApply(fetched -> append(broker, "b"));

        append(broker, "a");

        assertThat(answer).isCompleted();
    }

    @Test
    void callsFromManyThreads_loseNothing() {
        List<CompletableFuture<Void>> senders = IntStream.range(0, 4)
                .mapToObj(sender -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 500).forEach(i -> append(broker, sender + "-" + i))))
                .toList();

        senders.forEach(CompletableFuture::join);

        assertThat(broker.read("orders", MessageId.MIN, MessageId.MAX, 10_000)
                        .join()
                        .size())
                .isEqualTo(2_000);
    }

    @Test
    void connectionClosed_leavesTheDataToOthers() {
        InMemoryBroker other = broker.connect();
        append(other, "a");

        other.close();

        assertThat(append(broker, "b")).isNotNull();
        assertThat(broker.read("orders", MessageId.MIN, MessageId.MAX, 10)
                        .join()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void effectOfUnknownKind_isRefusedBeforeAnythingIsDone() {
        MessageId id = append(broker, "a");
        openAndWait();
        Effect unknown = new Effect("no-such-kind", List.of("x"), List.of());
        EntryRef ref = new EntryRef(Source.STREAM, id);

        assertThatIllegalStateException()
                .isThrownBy(() -> broker.commit(
                        ORDERS,
                        "hr-anne",
                        List.of(new Commit(ref, false, List.of()), new Commit(ref, false, List.of(unknown)))))
                .withMessageContaining("no-such-kind");

        assertThat(broker.inspect(ORDERS).join().totalPending()).isOne();
    }

    @Test
    void memoryUri_isOneBrokerForEachName() {
        BrokerProvider provider = ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.schemes().contains("memory"))
                .findFirst()
                .orElseThrow();
        try (Broker first = provider.connect("memory:one", ConnectOptions.DEFAULTS);
                Broker second = provider.connect("memory:one", ConnectOptions.DEFAULTS);
                Broker other = provider.connect("memory:other", ConnectOptions.DEFAULTS)) {
            append(first, "a");

            assertThat(second.read("orders", MessageId.MIN, MessageId.MAX, 10)
                            .join()
                            .size())
                    .isOne();
            assertThat(other.read("orders", MessageId.MIN, MessageId.MAX, 10)
                            .join()
                            .size())
                    .isZero();
        }
    }

    private CompletableFuture<Fetched> openAndWait() {
        broker.openGroup(ORDERS, Start.earliest()).join();
        return broker.reader(ORDERS, "anne", () -> {}).fetch(WAITING);
    }

    private static MessageId append(Broker to, String data) {
        Envelope entry = Envelope.of(null, 1, Map.of(), data.getBytes(UTF_8));
        return ((Appended.Done) to.append(List.of(new Append("orders", entry)), Durability.memory())
                        .join()
                        .get(0))
                .id();
    }
}
