package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.send.Sender;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many threads on one sender, and connections and servers that go away under it. */
class SendTest {
    @RegisterExtension
    static final RedisExtension REDIS =
            new RedisExtension(options -> options.config("appendonly", "yes").config("appendfsync", "always"));

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final int THREADS = 16;
    private static final int EACH = 3_000;

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri(), options -> options.commandTimeout(Duration.ofSeconds(1)));
    }

    /** Batches are sent by the sending thread and by the one that brings answers: neither may overtake the other. */
    @Test
    @Tag("P1")
    void oneThread_keepsItsOrderWhoeverSendsTheBatches() {
        Sender<String> sender = headrace.sender(ORDERS);
        List<String> values = IntStream.range(0, 50_000).mapToObj(i -> "m" + i).toList();

        values.stream().map(sender::send).toList().forEach(CompletableFuture::join);

        assertThat(stored()).isEqualTo(values);
    }

    @Test
    @Tag("P1")
    void manyThreads_allIsConfirmedAndEachThreadKeepsItsOrder() throws InterruptedException {
        Sender<String> sender = headrace.sender(ORDERS);
        ConcurrentLinkedQueue<CompletableFuture<MessageId>> replies = new ConcurrentLinkedQueue<>();

        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(t ->
                        new Thread(() -> IntStream.range(0, EACH).forEach(i -> replies.add(sender.send(t + ":" + i)))))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        replies.forEach(CompletableFuture::join);

        List<String> stored = stored();
        assertThat(stored).hasSize(THREADS * EACH);
        for (int t = 0; t < THREADS; t++) {
            String name = t + ":";
            assertThat(stored.stream().filter(value -> value.startsWith(name)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, EACH).mapToObj(i -> name + i).toList());
        }
    }

    @Test
    @Tag("P1")
    void connectionsKilledAgainAndAgain_sendsWithIdsLandOnce() throws InterruptedException {
        Sender<String> sender = headrace.sender(ORDERS);
        List<CompletableFuture<MessageId>> replies = new ArrayList<>();

        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 500; i++) {
                String name = "order-" + (round * 500 + i);
                replies.add(sender.sendOnce(name, name));
            }
            REDIS.server().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        List<MessageId> ids = replies.stream().map(CompletableFuture::join).toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(stored())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 5_000).mapToObj(i -> "order-" + i).toList());
    }

    @Test
    @Tag("P1")
    void serverKilledAndRestarted_sendsWithIdsLandOnce() {
        Sender<String> sender = headrace.sender(ORDERS);
        List<CompletableFuture<MessageId>> replies = new ArrayList<>();

        IntStream.range(0, 3_000).forEach(i -> replies.add(sender.sendOnce("order-" + i, "order-" + i)));
        REDIS.server().kill();
        IntStream.range(3_000, 4_000).forEach(i -> replies.add(sender.sendOnce("order-" + i, "order-" + i)));
        REDIS.server().restart();
        replies.forEach(CompletableFuture::join);

        assertThat(stored())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 4_000).mapToObj(i -> "order-" + i).toList());
    }

    @Test
    @Tag("P1")
    void serverThatStopsInTheMiddle_leavesPlainSendsUnknownAndRepeatsThoseWithIds() {
        Sender<String> sender = headrace.sender(ORDERS);
        sender.send("first").join();

        REDIS.server().pause();
        CompletableFuture<MessageId> plain = sender.send("plain");
        CompletableFuture<MessageId> once = sender.sendOnce("A-1", "once");
        await().until(plain::isDone);
        boolean stillOpen = !once.isDone();
        REDIS.server().resume();
        once.join();

        assertThat(stillOpen).isTrue();
        assertThat(plain.handle((id, failure) -> ((HeadraceException) failure).code())
                        .join())
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(stored()).contains("first").containsOnlyOnce("once");
    }

    @Test
    @Tag("P1")
    void scriptsFlushed_sendWithIdIsNotDisturbed() {
        Sender<String> sender = headrace.sender(ORDERS);
        MessageId first = sender.sendOnce("A-1", "a").join();

        REDIS.server().command("SCRIPT", "FLUSH");

        assertThat(sender.sendOnce("A-1", "a").join()).isEqualTo(first);
        assertThat(stored()).containsExactly("a");
    }

    @Test
    void close_flushes() {
        Sender<String> sender = headrace.sender(ORDERS);
        List<CompletableFuture<MessageId>> replies = IntStream.range(0, 5_000)
                .mapToObj(i -> sender.send("order-" + i))
                .toList();

        headrace.close();

        assertThat(replies).allSatisfy(reply -> assertThat(reply).isCompleted());
        assertThat(REDIS.server().command("XLEN", "orders")).isEqualTo(5_000L);
    }

    private static List<String> stored() {
        List<String> values = new ArrayList<>();
        for (Object entry : (List<?>) REDIS.server().command("XRANGE", "orders", "-", "+")) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            values.add((String) fields.get(fields.indexOf("data") + 1));
        }
        return values;
    }
}
