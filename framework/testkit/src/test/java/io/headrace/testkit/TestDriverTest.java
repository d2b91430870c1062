package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.codec.Codec;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.message.Retention;
import io.headrace.observe.Flow;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.headrace.send.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TestDriverTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    private static final Duration LEASE = Duration.ofSeconds(15); // and what it takes to notice

    private final TestDriver driver = TestDriver.create();
    private final List<String> handled = new ArrayList<>();

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void message_isHandledAndEmits() {
        driver.handle(ORDERS, "billing", (order, context) -> context.emit(BILLS, "bill of " + order));

        driver.send(ORDERS, "a");

        assertThat(driver.sent(BILLS)).containsExactly("bill of a");
        assertThat(driver.counts(ORDERS, "billing").of(Flow.DONE)).isOne();
    }

    @Test
    void messagesSentBefore_areHandledWhenTheHandlerComes() {
        driver.send(ORDERS, "a");

        driver.handle(ORDERS, "billing", (order, context) -> handled.add(order));

        assertThat(handled).containsExactly("a");
    }

    @Test
    void failure_isTriedAgainWhenItIsDue() {
        driver.handle(
                ORDERS,
                "billing",
                (order, context) -> {
                    handled.add(order + context.attempt());
                    throw new IllegalStateException("no");
                },
                options -> options.onError(ErrorPolicy.standard()
                        .backoff(Backoff.fixed(Duration.ofHours(1)))
                        .maxAttempts(2)));
        driver.send(ORDERS, "a");

        driver.advance(Duration.ofMinutes(40));
        assertThat(handled).containsExactly("a1");
        driver.advance(Duration.ofHours(1));
        assertThat(handled).containsExactly("a1", "a2");
        assertThat(driver.deadLetters(ORDERS, "billing").list(10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("EXHAUSTED"));
    }

    @Test
    void deadLetter_canBeReplayed() {
        driver.handle(ORDERS, "billing", (order, context) -> {
            if (order.equals("bad")) {
                throw Reject.because("bad");
            }
            context.emit(BILLS, order);
        });
        driver.send(ORDERS, "bad");
        var letters = driver.deadLetters(ORDERS, "billing");

        letters.replay(letters.list(1).get(0).id(), bad -> "good");
        driver.advance(Duration.ofSeconds(3));

        assertThat(driver.sent(BILLS)).containsExactly("good");
    }

    @Test
    void batch_isHandledTogether() {
        driver.send(ORDERS, "a");
        driver.send(ORDERS, "b");

        driver.handleBatch(
                ORDERS,
                "billing",
                (batch, context) -> handled.add(batch.size() + " orders"),
                options -> options.batch(10, Duration.ofMillis(5)));

        assertThat(handled).containsExactly("2 orders");
    }

    @Test
    @Tag("P3")
    void crashInAHandler_deliversAgain() {
        driver.handle(ORDERS, "billing", (order, context) -> {
            handled.add(order);
            context.emit(BILLS, order);
            if (handled.size() == 1) {
                driver.crash();
            }
        });

        driver.send(ORDERS, "a");
        assertThat(driver.sent(BILLS)).isEmpty();
        driver.advance(LEASE);

        assertThat(handled).containsExactly("a", "a");
        assertThat(driver.sent(BILLS)).containsExactly("a");
    }

    @Test
    @Tag("P3")
    void redelivery_callsTheHandlerButEmitsNothingTwice() {
        driver.handle(ORDERS, "billing", (order, context) -> {
            handled.add(order);
            context.emit(BILLS, order);
        });
        driver.send(ORDERS, "a");
        driver.send(ORDERS, "b");

        driver.redeliver();

        assertThat(handled).containsExactly("a", "b", "a", "b");
        assertThat(driver.sent(BILLS)).containsExactly("a", "b");
    }

    @Test
    void redelivery_isOfWhatWasReadSinceTheLastOne() {
        driver.handle(ORDERS, "billing", (order, context) -> handled.add(order));
        driver.send(ORDERS, "a");
        driver.redeliver();
        driver.send(ORDERS, "b");

        driver.redeliver();

        assertThat(handled).containsExactly("a", "a", "b", "b");
    }

    @Test
    void handlerThatSends_doesNotWaitForEver() {
        Sender<String> sender = driver.sender(BILLS);
        driver.handle(ORDERS, "billing", (order, context) -> sender.send(order).join());

        driver.send(ORDERS, "a");

        assertThat(driver.sent(BILLS)).containsExactly("a");
    }

    @Test
    void queue_isKeptForTheTest() {
        EventStream<String> queue = ORDERS.retain(Retention.queue());
        driver.handle(queue, "billing", (order, context) -> handled.add(order));

        driver.send(queue, "a");

        assertThat(driver.sent(queue)).containsExactly("a");
    }

    @Test
    void secondHandlerOfAGroup_isRefused() {
        driver.handle(ORDERS, "billing", (order, context) -> {});

        assertThatThrownBy(() -> driver.handle(ORDERS, "billing", (order, context) -> {}))
                .isInstanceOf(HeadraceException.class)
                .hasMessageContaining("already");
    }

    @Test
    void handlerThatEmits_passesUnderFaults() {
        TestDriver.assertEffectsOnce(100, scenario((test, order) -> {}));
    }

    @Test
    void handlerThatFailsAndRejectsInOrder_passesUnderFaults() {
        TestDriver.assertEffectsOnce(50, test -> {
            EventStream<String> keyed = ORDERS.keyedBy(order -> order.substring(0, 1));
            test.handle(
                    keyed,
                    "billing",
                    (order, context) -> {
                        if (order.endsWith("3")) {
                            throw Reject.because("three");
                        }
                        if (context.attempt() == 1) {
                            throw new IllegalStateException("not at first");
                        }
                        context.emit(BILLS, order);
                    },
                    options -> options.order(Order.KEY));
            test.handle(BILLS, "archive", (bill, context) -> {});
            for (int i = 0; i < 10; i++) {
                test.send(keyed, "order " + i);
            }
        });
    }

    @Test
    void handlerThatSendsByItself_failsUnderFaults() {
        Consumer<TestDriver> scenario = scenario(
                (test, order) -> test.sender(BILLS).send("sent " + order).join());

        assertThatThrownBy(() -> TestDriver.assertEffectsOnce(200, scenario))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Under seed ")
                .hasMessageContaining("2 times instead of 1: bills: data=sent order")
                .hasMessageContaining("What happened last:");
    }

    @Test
    void seedThatFailed_failsAgainTheSameWay() {
        Consumer<TestDriver> scenario = scenario(
                (test, order) -> test.sender(BILLS).send("sent " + order).join());
        String first = messageOf(() -> TestDriver.assertEffectsOnce(200, scenario));
        long seed = Long.parseLong(first.replaceAll("(?s)Under seed (\\d+) .*", "$1"));

        String again = messageOf(() -> TestDriver.assertEffectsOnce(seed, 1, scenario));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void handlerThatCountsInMemory_failsUnderFaults() {
        Consumer<TestDriver> scenario = test -> {
            AtomicInteger number = new AtomicInteger();
            test.handle(ORDERS, "billing", (order, context) -> context.emit(BILLS, "no. " + number.incrementAndGet()));
            for (int i = 0; i < 5; i++) {
                test.send(ORDERS, "order " + i);
            }
        };

        assertThatThrownBy(() -> TestDriver.assertEffectsOnce(200, scenario))
                .hasMessageContaining("0 times instead of 1: bills: data=no. ");
    }

    @Test
    void scenarioThatNeverRests_isRefused() {
        assertThatThrownBy(() -> TestDriver.assertEffectsOnce(1, test -> {
                    test.handle(
                            ORDERS,
                            "billing",
                            (order, context) -> {
                                throw new IllegalStateException("never");
                            },
                            options -> options.onError(ErrorPolicy.standard()
                                    .backoff(Backoff.fixed(Duration.ofHours(10)))
                                    .maxAttempts(100)));
                    test.send(ORDERS, "a");
                }))
                .hasMessageContaining("does not come to rest")
                .hasMessageContaining("in peace");
    }

    private interface Extra {
        void handle(TestDriver driver, String order);
    }

    private static Consumer<TestDriver> scenario(Extra extra) {
        return test -> {
            test.handle(ORDERS, "billing", (order, context) -> {
                extra.handle(test, order);
                context.emit(BILLS, "bill of " + order);
            });
            for (int i = 0; i < 10; i++) {
                test.send(ORDERS, "order " + i);
            }
            test.advance(Duration.ofSeconds(20));
        };
    }

    private static String messageOf(Runnable check) {
        try {
            check.run();
        } catch (AssertionError failure) {
            return failure.getMessage();
        }
        throw new IllegalStateException("it did not fail");
    }
}
