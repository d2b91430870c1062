package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.message.EventStream;
import io.headrace.retry.Reject;
import io.headrace.send.Sender;
import io.headrace.testkit.TestDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The snippets of the guide to testing handlers. */
class TestDriverSnippetsTest {
    // snippet: test-streams
    record Sale(String id, int cents) {}

    record Invoice(String sale, int cents) {}

    static final EventStream<Sale> SALES = EventStream.of("sales", Codec.json(Sale.class));
    static final EventStream<Invoice> INVOICES = EventStream.of("invoices", Codec.json(Invoice.class));
    // end

    @Test
    void handler_isTested() {
        // snippet: test-first
        try (TestDriver driver = TestDriver.create()) {
            driver.handle(
                    SALES, "billing", (sale, context) -> context.emit(INVOICES, new Invoice(sale.id(), sale.cents())));

            driver.send(SALES, new Sale("A-1", 1200));

            assertThat(driver.sent(INVOICES)).containsExactly(new Invoice("A-1", 1200));
        }
        // end
    }

    @Test
    void retryAndDeadLetter_takeNoTime() {
        List<Integer> attempts = new ArrayList<>();
        try (TestDriver driver = TestDriver.create()) {
            // snippet: test-retry
            driver.handle(SALES, "billing", (sale, context) -> {
                attempts.add(context.attempt());
                if (sale.cents() < 0) {
                    throw Reject.because("negative");
                }
                if (context.attempt() < 3) {
                    throw new IllegalStateException("not yet");
                }
            });

            driver.send(SALES, new Sale("A-1", 1200));
            driver.advance(Duration.ofMinutes(1));
            assertThat(attempts).containsExactly(1, 2, 3);

            driver.send(SALES, new Sale("A-2", -1));
            DeadLetters<Sale> letters = driver.deadLetters(SALES, "billing");
            assertThat(letters.list(10)).singleElement().satisfies(letter -> {
                assertThat(letter.value().id()).isEqualTo("A-2");
                assertThat(letter.reason()).isEqualTo("REJECTED");
            });
            // end
        }
    }

    @Test
    void crashAndRedelivery_callTheHandlerAgain() {
        try (TestDriver driver = TestDriver.create()) {
            // snippet: test-again
            List<String> ledger = new ArrayList<>();
            driver.handle(SALES, "billing", (sale, context) -> {
                if (!ledger.contains(context.version())) {
                    ledger.add(context.version());
                }
                if (ledger.size() == 1) {
                    ledger.add("crashed");
                    driver.crash();
                }
            });

            driver.send(SALES, new Sale("A-1", 1200)); // the worker dies before the message is done
            driver.advance(Duration.ofSeconds(15)); // its lease runs out, and the next one takes over
            driver.redeliver(); // as a worker does that stood still meanwhile

            assertThat(ledger).hasSize(2);
            // end
        }
    }

    @Test
    void effects_areAssertedOnce() {
        // snippet: test-effects
        TestDriver.assertEffectsOnce(100, driver -> {
            driver.handle(
                    SALES, "billing", (sale, context) -> context.emit(INVOICES, new Invoice(sale.id(), sale.cents())));
            for (int i = 0; i < 10; i++) {
                driver.send(SALES, new Sale("A-" + i, 100 * i));
            }
        });
        // end
    }

    @Test
    void effectOutsideTheCommit_isFound() {
        Consumer<TestDriver> scenario =
                // snippet: test-wrong
                driver -> {
                    Sender<Invoice> sender = driver.sender(INVOICES);
                    driver.handle(
                            SALES,
                            "billing",
                            (sale, context) -> sender.send(new Invoice(sale.id(), sale.cents()))
                                    .join());
                    for (int i = 0; i < 10; i++) {
                        driver.send(SALES, new Sale("A-" + i, 100 * i));
                    }
                };
        // end

        assertThatThrownBy(() -> TestDriver.assertEffectsOnce(200, scenario))
                .hasMessageContaining("2 times instead of 1: invoices: data={");
    }
}
