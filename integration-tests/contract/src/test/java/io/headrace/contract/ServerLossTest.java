package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.testkit.RedisExtension;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups, streams, connections and the server itself taken away from a running worker. */
class ServerLossTest {
    @RegisterExtension
    static final RedisExtension REDIS =
            new RedisExtension(options -> options.config("appendonly", "yes").config("appendfsync", "always"));

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());

    private final EventLog log = new EventLog();
    private final Set<String> handled = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    /** A failover behind an address: the old primary goes on to answer, and refuses. */
    @Test
    @Tag("P11")
    void serverThatHasBecomeAReplica_isLeft_andAllGoesOnWithAPrimary() {
        try (RedisServer other = RedisServer.start()) {
            Worker worker = headrace.worker("billing")
                    .on(ORDERS, (order, ctx) -> handled.add(order))
                    .start();
            headrace.sender(ORDERS).send("before").join();
            await().until(() -> handled.contains("before"));
            Set<String> connections = connections();

            REDIS.server().command("REPLICAOF", "127.0.0.1", "" + other.port());
            await().until(() -> connections().stream().noneMatch(connections::contains));
            assertThatThrownBy(() -> headrace.sender(ORDERS).send("meanwhile").join())
                    .hasCauseInstanceOf(HeadraceException.class);
            REDIS.server().command("REPLICAOF", "NO", "ONE");

            await().atMost(Duration.ofSeconds(20)).until(() -> {
                headrace.sender(ORDERS).send("after").exceptionally(refused -> null);
                return handled.contains("after");
            });
            worker.close();
        }
    }

    /** The ids of our connections. */
    private static Set<String> connections() {
        String list = (String) REDIS.server().command("CLIENT", "LIST", "TYPE", "normal");
        return list.lines()
                .filter(line -> !line.contains("cmd=client|list"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());
    }

    @Test
    @Tag("P11")
    void groupDestroyed_isCreatedAgain_andNothingUnreadIsSkipped() {
        CountDownLatch goOn = new CountDownLatch(1);
        Worker worker = headrace.worker("billing")
                .on(
                        ORDERS,
                        (order, ctx) -> {
                            goOn.await();
                            handled.add(order);
                        },
                        options -> options.concurrency(4))
                .listener(log)
                .start();
        sendAll(200);
        await().until(() -> worker.counts("orders").inFlight() >= 4);

        REDIS.server().command("XGROUP", "DESTROY", "orders", "billing");
        goOn.countDown();
        await().until(() -> handled.size() == 200);
        headrace.sender(ORDERS).send("later").join();
        await().until(() -> handled.contains("later"));
        worker.close();

        assertThat(log.hasTrouble(ErrorCode.NO_GROUP)).isTrue();
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
    }

    @Test
    @Tag("P11")
    void streamDeleted_isCreatedAgain_andNewMessagesAreHandled() {
        Worker worker = start();
        sendAll(100);
        await().until(() -> handled.size() == 100);

        REDIS.server().command("DEL", "orders", "hr:{orders}:billing:lane", "hr:{orders}:groups");
        headrace.sender(ORDERS).send("later").join();
        await().until(() -> handled.contains("later"));
        await().until(() -> worker.counts("orders").inFlight() == 0);
        worker.close();

        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
        assertThat(REDIS.server().command("SISMEMBER", "hr:{orders}:groups", "billing"))
                .isEqualTo(1L);
    }

    @Test
    @Tag("P11")
    void everythingDeleted_newMessagesAreHandled() {
        Worker worker = start();
        sendAll(100);
        await().until(() -> handled.size() == 100);

        REDIS.server().command("FLUSHALL");
        headrace.sender(ORDERS).send("later").join();
        await().until(() -> handled.contains("later"));
        worker.close();

        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
    }

    @Test
    @Tag("P1")
    @Tag("P3")
    @Tag("P14")
    void serverKilledAndRestarted_confirmedMessagesAreHandled_andEmittedOnce() {
        Worker worker = start();
        List<CompletableFuture<MessageId>> replies = new ArrayList<>();

        sendInto(replies, 0, 2_000);
        await().pollInterval(Duration.ofMillis(1)).until(() -> handled.size() > 500);
        REDIS.server().kill();
        sendInto(replies, 2_000, 2_100);
        await().until(() -> replies.stream().allMatch(CompletableFuture::isDone));
        REDIS.server().restart();
        await().until(() -> headrace.sender(ORDERS)
                .send("last")
                .handle((id, failure) -> failure == null)
                .join());
        await().until(() -> handled.contains("last"));
        await().until(() -> worker.counts("orders").inFlight() == 0 && length("bills") == length("orders"));
        worker.close();

        assertThat(handled).containsAll(confirmed(replies));
        assertThat(failures(replies))
                .isNotEmpty()
                .allSatisfy(failure ->
                        assertThat(failure.code()).isIn(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.CONNECTION_LOST));
        assertThat(bills()).doesNotHaveDuplicates().hasSameSizeAs(handled);
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
    }

    @Test
    @Tag("P2")
    @Tag("P3")
    void everyConnectionKilledAgainAndAgainUnderLoad_eachIsHandled_andEmittedOnce() {
        sendAll(5_000);

        Worker worker = start();
        for (int share = 1; share <= 8; share++) {
            int mark = share * 500;
            await().pollInterval(Duration.ofMillis(1)).until(() -> handled.size() >= mark);
            REDIS.server().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> length("bills") == 5_000 && pending() == 0);
        worker.close();

        assertThat(handled).hasSize(5_000);
        assertThat(bills()).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(5_000);
    }

    @Test
    @Tag("P11")
    void scriptsFlushedUnderLoad_nothingIsNoticed() {
        sendAll(2_000);

        Worker worker = start();
        for (int share = 1; share <= 4; share++) {
            int mark = share * 400;
            await().pollInterval(Duration.ofMillis(1)).until(() -> handled.size() >= mark);
            REDIS.server().command("SCRIPT", "FLUSH");
        }
        await().until(() -> length("bills") == 2_000);
        worker.close();

        assertThat(log.troubles()).isEmpty();
        assertThat(worker.counts("orders").of(Flow.DONE)).isEqualTo(2_000);
    }

    @Test
    @Tag("P11")
    void serverThatHangs_isGivenUp_andAllGoesOnOnceItAnswers() {
        headrace.close();
        headrace = Headrace.connect(REDIS.uri(), options -> options.commandTimeout(Duration.ofSeconds(1)));
        Worker worker = start();
        sendAll(100);
        await().until(() -> handled.size() == 100);

        REDIS.server().pause();
        CompletableFuture<MessageId> sent = headrace.sender(ORDERS).send("while it hangs");
        await().until(sent::isDone);
        REDIS.server().resume();
        await().until(() -> headrace.sender(ORDERS)
                .send("later")
                .handle((id, failure) -> failure == null)
                .join());
        await().until(() -> handled.contains("later"));
        worker.close();

        assertThat(failures(List.of(sent)))
                .extracting(HeadraceException::code)
                .containsExactly(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(bills()).doesNotHaveDuplicates();
        assertThat(worker.counts("orders").balanced()).isTrue();
        assertThat(pending()).isZero();
    }

    private Worker start() {
        return headrace.worker("billing")
                .on(ORDERS, (order, ctx) -> {
                    ctx.emit(BILLS, ctx.version());
                    handled.add(order);
                })
                .listener(log)
                .start();
    }

    private void sendAll(int count) {
        List<CompletableFuture<MessageId>> replies = new ArrayList<>();
        sendInto(replies, 0, count);
        replies.forEach(CompletableFuture::join);
    }

    private void sendInto(List<CompletableFuture<MessageId>> replies, int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> replies.add(headrace.sender(ORDERS).send("order-" + i)));
    }

    private static List<String> confirmed(List<CompletableFuture<MessageId>> replies) {
        return IntStream.range(0, replies.size())
                .filter(i -> !replies.get(i).isCompletedExceptionally())
                .mapToObj(i -> "order-" + i)
                .toList();
    }

    private static List<HeadraceException> failures(List<CompletableFuture<MessageId>> replies) {
        List<HeadraceException> failures = new ArrayList<>();
        for (CompletableFuture<MessageId> reply : replies) {
            try {
                reply.join();
            } catch (CompletionException failure) {
                failures.add((HeadraceException) failure.getCause());
            }
        }
        return failures;
    }

    /** The ids that bills were emitted for. */
    private static List<Object> bills() {
        List<Object> ids = new ArrayList<>();
        for (Object entry : (List<?>) REDIS.server().command("XRANGE", "bills", "-", "+")) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            ids.add(fields.get(fields.indexOf("data") + 1));
        }
        return ids;
    }

    private static long length(String stream) {
        return (long) REDIS.server().command("XLEN", stream);
    }

    private static long pending() {
        return (long) ((List<?>) REDIS.server().command("XPENDING", "orders", "billing")).get(0);
    }
}
