package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.send.NotDurable;
import io.headrace.send.Sender;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets of the guide to sending. */
class SendSnippetsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void connect() {
        headrace = Headrace.connect(REDIS.uri(), options -> options.commandTimeout(Duration.ofSeconds(1)));
    }

    @Test
    void send_repliesTheId() {
        // snippet: send
        Sender<String> sender = headrace.sender(ORDERS);
        MessageId id = sender.send("A-1").join();
        // end

        assertThat((Iterable<?>) REDIS.server().command("XRANGE", "orders", id.toString(), id.toString()))
                .hasSize(1);
    }

    @Test
    void sendOnce_appendsOnce() {
        Sender<String> sender = headrace.sender(ORDERS);

        // snippet: send-once
        sender.sendOnce("order-A-1", "A-1").join();
        sender.sendOnce("order-A-1", "A-1").join(); // appends nothing, and completes with the id of the first
        // end

        assertThat(REDIS.server().command("XLEN", "orders")).isEqualTo(1L);
        assertThat(REDIS.server().command("EXISTS", "hr:{orders}:dedup:order-A-1"))
                .isEqualTo(1L);
    }

    @Test
    void durability_isChosenForASender() {
        // snippet: send-durable
        Sender<String> careful = headrace.sender(ORDERS, options -> options.durability(Durability.replicated(1)));
        // end

        assertThat(careful.send("A-1").handle((id, failure) -> failure).join()).isInstanceOf(NotDurable.class);
    }

    @Test
    void options_areThoseOfTheTable() {
        // snippet: send-options
        Sender<String> patient = headrace.sender(
                ORDERS, options -> options.maxBlock(Duration.ofMinutes(1)).dedupWindow(Duration.ofHours(1)));
        // end

        patient.sendOnce("A-1", "x").join();
        assertThat((long) REDIS.server().command("PTTL", "hr:{orders}:dedup:A-1"))
                .isBetween(3_500_000L, 3_600_000L);
    }
}
