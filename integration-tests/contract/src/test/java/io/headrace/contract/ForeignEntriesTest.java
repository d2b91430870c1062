package io.headrace.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.retry.Reject;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entries that other programs wrote, and that other programs shall read. */
class ForeignEntriesTest {
    record Event(@JsonProperty("user_id") long user, String action) {}

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<Event> EVENTS =
            EventStream.of("events", Codec.fields(Event.class)).keyedBy(event -> "user-" + event.user());
    private static final EventStream<Event> PURCHASES = EventStream.of("purchases", Codec.fields(Event.class));

    private final BlockingQueue<Message<?>> handled = new LinkedBlockingQueue<>();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri());
    }

    @Test
    void entryWrittenFieldByField_isAMessage() throws InterruptedException {
        REDIS.server().command("XADD", "events", "5-1", "user_id", "1", "action", "purchase", "time", "noon");

        start();

        Message<?> message = handled.poll(10, SECONDS);
        assertThat(message.value()).isEqualTo(new Event(1, "purchase"));
        assertThat(message.key()).isEqualTo("user-1");
        assertThat(message.time()).hasToString("1970-01-01T00:00:00.005Z");
        assertThat(message.headers()).isEmpty();
    }

    @Test
    void emittedValue_isReadableByOtherPrograms() {
        REDIS.server().command("XADD", "events", "*", "user_id", "1", "action", "purchase");
        headrace.worker("shop")
                .on(EVENTS, (event, context) -> context.emit(PURCHASES, event))
                .start();

        await().until(() -> REDIS.server().command("XLEN", "purchases").equals(1L));

        assertThat(REDIS.server().command("XRANGE", "purchases", "-", "+"))
                .asString()
                .contains("[user_id, 1, action, purchase]");
    }

    @Test
    void deadLetterOfAForeignEntry_isEditedFieldByField() throws InterruptedException {
        REDIS.server().command("XADD", "events", "*", "user_id", "1", "action", "refund", "extra", "kept");
        Worker worker = start();
        DeadLetters<Event> dead = headrace.deadLetters(EVENTS, "shop");
        await().until(() -> dead.size() == 1);
        handled.clear();

        dead.replay(dead.list(1).get(0).id(), event -> new Event(event.user(), "purchase"));

        assertThat(handled.poll(10, SECONDS).value()).isEqualTo(new Event(1, "purchase"));
        await().until(() -> dead.size() == 0 && worker.counts("events").inFlight() == 0);
    }

    @Test
    void keysOfForeignEntries_areThoseThatTheStreamFinds() {
        for (int i = 0; i < 50; i++) {
            REDIS.server().command("XADD", "events", "*", "user_id", "" + i % 2, "action", "a" + i);
        }

        start();

        await().until(() -> handled.size() == 50);
        List<String> ofOne = handled.stream()
                .filter(message -> "user-1".equals(message.key()))
                .map(message -> ((Event) message.value()).action())
                .toList();
        assertThat(ofOne).hasSize(25).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
    }

    private static int number(String action) {
        return Integer.parseInt(action.substring(1));
    }

    private Worker start() {
        return headrace.worker("shop")
                .on(
                        EVENTS,
                        (event, context) -> {
                            handled.add(context.message());
                            if (event.action().equals("refund")) {
                                throw Reject.because("no refunds");
                            }
                        },
                        options -> options.order(Order.KEY))
                .start();
    }
}
