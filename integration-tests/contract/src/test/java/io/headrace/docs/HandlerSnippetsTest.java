package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.handler.Context;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.Start;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets of the guide to handlers. */
class HandlerSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    // snippet: handlers-streams
    record Payment(String account, int cents, String currency) {}

    record Receipt(String account, int cents) {}

    static final EventStream<Payment> PAYMENTS =
            EventStream.of("payments", Codec.json(Payment.class)).keyedBy(Payment::account);
    static final EventStream<Receipt> RECEIPTS = EventStream.of("receipts", Codec.json(Receipt.class));
    // end

    private static final Payment PAYMENT = new Payment("alice", 500, "EUR");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    @Test
    void handlerWithOptions_handles() {
        // snippet: handlers-on
        Worker worker = headrace.worker("ledger")
                .name("ledger-1")
                .on(
                        PAYMENTS,
                        (payment, context) -> store(payment),
                        options -> options.concurrency(8).start(Start.latest()))
                .start();
        // end
        headrace.sender(PAYMENTS).send(PAYMENT).join();

        await().until(() -> seen.contains("alice"));
        worker.close();
    }

    @Test
    void message_tellsKeyHeadersAndTime() {
        ConcurrentMap<String, String> notes = new ConcurrentHashMap<>();
        headrace.worker("audit")
                .on(
                        PAYMENTS,
                        // snippet: handlers-message
                        (payment, context) -> {
                            Message<?> message = context.message();
                            notes.put("key", message.key());
                            notes.put("trace", message.headers().getOrDefault("trace", "none"));
                            notes.put("time", message.time().toString());
                        }
                        // end
                        )
                .start();

        // snippet: handlers-headers
        headrace.sender(PAYMENTS).send(new Payment("alice", 500, "EUR"), Map.of("trace", "4711"));
        // end

        await().until(() -> notes.size() == 3);
        assertThat(notes).containsEntry("key", "alice").containsEntry("trace", "4711");
    }

    @Test
    void errorPolicy_decides() {
        // snippet: handlers-policy
        ErrorPolicy policy = ErrorPolicy.standard()
                .backoff(Backoff.exponential(Duration.ofMillis(50), Duration.ofSeconds(30)))
                .maxAttempts(3)
                .rejectOn(IllegalArgumentException.class);
        // end
        headrace.worker("ledger")
                .on(
                        PAYMENTS,
                        (payment, context) -> {
                            throw payment.cents() < 0
                                    ? new IllegalArgumentException("negative")
                                    : new IOException("disk full");
                        },
                        // snippet: handlers-on-error
                        options -> options.onError(policy)
                        // end
                        )
                .start();

        headrace.sender(PAYMENTS).send(PAYMENT).join();
        headrace.sender(PAYMENTS).send(new Payment("bob", -1, "EUR")).join();

        assertThat(reasons(2)).containsExactlyInAnyOrder("EXHAUSTED 3", "REJECTED 1");
    }

    @Test
    void rejectAndRetry_overrideThePolicy() {
        headrace.worker("ledger").on(PAYMENTS, this::convert).start();

        headrace.sender(PAYMENTS).send(new Payment("alice", 500, "XXX")).join();
        headrace.sender(PAYMENTS).send(new Payment("bob", 500, "USD")).join();

        assertThat(reasons(1)).containsExactly("REJECTED 1");
        await().until(() -> seen.contains("bob"));
    }

    // snippet: handlers-reject-retry
    private void convert(Payment payment, Context context) {
        if (!isCurrency(payment.currency())) {
            throw Reject.because("no such currency: " + payment.currency());
        }
        try {
            store(payment, rate(payment.currency()));
        } catch (IOException busy) {
            throw Retry.after(Duration.ofSeconds(2), busy);
        }
    }
    // end

    @Test
    void emit_appendsWithTheAck() {
        // snippet: handlers-emit
        headrace.worker("ledger")
                .on(PAYMENTS, (payment, context) -> {
                    context.emit(RECEIPTS, new Receipt(payment.account(), payment.cents()));
                })
                .start();
        // end
        headrace.worker("mail")
                .on(RECEIPTS, (receipt, context) -> seen.add(receipt.account()))
                .start();

        headrace.sender(PAYMENTS).send(PAYMENT).join();

        await().until(() -> seen.contains("alice"));
        assertThat(REDIS.server().command("XLEN", "receipts")).isEqualTo(1L);
    }

    @Test
    void version_makesASecondDeliveryHarmless() {
        ConcurrentMap<String, Integer> booked = new ConcurrentHashMap<>();
        headrace.worker("ledger")
                .on(
                        PAYMENTS,
                        // snippet: handlers-version
                        (payment, context) -> {
                            booked.putIfAbsent(context.version(), payment.cents());
                            failNowAndThen(context);
                        }
                        // end
                        )
                .start();

        String id = headrace.sender(PAYMENTS).send(PAYMENT).join().toString();

        await().until(() -> seen.contains("attempt 2"));
        assertThat(booked).containsOnly(Map.entry(id, 500));
    }

    @Test
    void oneWorker_handlesSeveralStreams() {
        // snippet: handlers-two-streams
        Worker worker = headrace.worker("office")
                .name("office-1")
                .on(PAYMENTS, (payment, context) -> store(payment))
                .on(RECEIPTS, (receipt, context) -> print(receipt), options -> options.concurrency(1))
                .start();
        // end
        headrace.sender(PAYMENTS).send(PAYMENT).join();
        headrace.sender(RECEIPTS).send(new Receipt("bob", 1)).join();

        await().until(() -> seen.containsAll(List.of("alice", "bob")));
        worker.close();
    }

    private List<String> reasons(int count) {
        await().until(() -> headrace.deadLetters(PAYMENTS, "ledger").size() == count);
        return headrace.deadLetters(PAYMENTS, "ledger").list(count).stream()
                .map(letter -> letter.reason() + " " + letter.provenance().attempts())
                .toList();
    }

    private void failNowAndThen(Context context) {
        seen.add("attempt " + context.attempt());
        if (context.attempt() == 1) {
            throw new IllegalStateException("after the booking");
        }
    }

    private void store(Payment payment) {
        seen.add(payment.account());
    }

    private void store(Payment payment, double rate) {
        seen.add(payment.account());
        seen.add("rate " + rate);
    }

    private void print(Receipt receipt) {
        seen.add(receipt.account());
    }

    private static boolean isCurrency(String code) {
        return !code.equals("XXX");
    }

    private double rate(String currency) throws IOException {
        if (seen.add("asked for " + currency)) {
            throw new IOException("the rates are being updated");
        }
        return 1.1;
    }
}
