package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetterRun;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Edit;
import io.headrace.deadletter.Facets;
import io.headrace.deadletter.ReplayOptions;
import io.headrace.deadletter.RunReport;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.retry.Reject;
import io.headrace.testkit.RedisExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets of the guide to dead letters. */
class DeadLetterSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    record Payment(String account, int cents) {}

    private static final EventStream<Payment> PAYMENTS = EventStream.of("payments", Codec.json(Payment.class));

    private final Set<Payment> booked = ConcurrentHashMap.newKeySet();
    private final List<String> log = new ArrayList<>();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void start() {
        headrace = Headrace.connect(REDIS.uri());
        headrace.worker("ledger")
                .on(PAYMENTS, (payment, context) -> {
                    if (payment.cents() < 0) {
                        throw Reject.because("negative amount");
                    }
                    booked.add(payment);
                })
                .start();
    }

    @Test
    void list_tellsWhy() {
        MessageId id = die(new Payment("alice", -5));

        // snippet: dead-letters-list
        DeadLetters<Payment> dead = headrace.deadLetters(PAYMENTS, "ledger");
        log.add(dead.size() + " dead letters");
        for (DeadLetter<Payment> letter : dead.list(100)) {
            log.add(letter.messageId() + " " + letter.reason() + " " + letter.error());
        }
        // end

        assertThat(log).containsExactly("1 dead letters", id + " REJECTED negative amount");
    }

    @Test
    void replayOfAll_goesThroughTheHandlerAgain() {
        die(new Payment("alice", -5));
        die(new Payment("bob", -7));

        // snippet: dead-letters-replay
        DeadLetters<Payment> dead = headrace.deadLetters(PAYMENTS, "ledger");
        for (DeadLetter<Payment> letter : dead.list(100)) {
            dead.replay(letter.id());
        }
        // end

        await().untilAsserted(() -> assertThat(dead.list(10))
                .extracting(letter -> letter.generation())
                .containsExactly(2, 2));
    }

    @Test
    void filteredReplay_takesThoseThatFit() {
        die(new Payment("alice", -5));
        die(new Payment("bob", -7));

        // snippet: dead-letters-facets
        DeadLetters<Payment> dead = headrace.deadLetters(PAYMENTS, "ledger");
        Facets facets = dead.facets(DeadLetterFilter.ALL, (looked, of) -> {});
        for (Facets.Facet error : facets.errors()) {
            log.add(error.count() + " x " + error.example());
        }
        // end
        // snippet: dead-letters-run
        DeadLetterFilter filter =
                DeadLetterFilter.ALL.reasons("REJECTED").text("alice").maxGeneration(1);
        ReplayOptions<Payment> options = ReplayOptions.<Payment>defaults()
                .perSecond(100)
                .by("anne")
                .edit(new Edit<>("positive", payment -> new Payment(payment.account(), Math.abs(payment.cents()))));
        DeadLetterRun<Payment> run = dead.replay(filter, options);
        RunReport report = run.await();
        log.add(report.state().moved() + " replayed, " + report.state().failed() + " could not be edited");
        // end

        assertThat(log).containsExactly("2 x negative amount", "1 replayed, 0 could not be edited");
        await().until(() -> booked.contains(new Payment("alice", 5)));
        assertThat(dead.list(10))
                .singleElement()
                .satisfies(left -> assertThat(left.value().account()).isEqualTo("bob"));
    }

    @Test
    void edit_repairsTheValue() {
        die(new Payment("alice", -5));
        DeadLetters<Payment> dead = headrace.deadLetters(PAYMENTS, "ledger");
        MessageId id = dead.list(1).get(0).id();

        // snippet: dead-letters-edit
        boolean replayed = dead.replay(id, payment -> new Payment(payment.account(), -payment.cents()));
        // end

        assertThat(replayed).isTrue();
        await().until(() -> booked.contains(new Payment("alice", 5)));
    }

    @Test
    void undecodableData_isRepairedAsBytes() {
        // given
        EventStream<String> text = EventStream.of("payments", Codec.utf8());
        headrace.sender(text).send("{\"account\":\"alice\",\"cents\":5").join();
        await().until(() -> headrace.deadLetters(PAYMENTS, "ledger").size() == 1);

        // snippet: dead-letters-undecodable
        EventStream<byte[]> raw = EventStream.of("payments", Codec.bytes());
        DeadLetters<byte[]> dead = headrace.deadLetters(raw, "ledger");
        for (DeadLetter<byte[]> letter : dead.list(100)) {
            if (letter.reason().equals("UNDECODABLE")) {
                dead.replay(letter.id(), json -> closeBrace(json));
            }
        }
        // end

        await().until(() -> booked.contains(new Payment("alice", 5)));
    }

    // snippet: dead-letters-close-brace
    static byte[] closeBrace(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return (text + "}").getBytes(StandardCharsets.UTF_8);
    }
    // end

    private MessageId die(Payment payment) {
        DeadLetters<Payment> dead = headrace.deadLetters(PAYMENTS, "ledger");
        long before = dead.size();
        MessageId id = headrace.sender(PAYMENTS).send(payment).join();
        await().until(() -> dead.size() == before + 1);
        return id;
    }
}
