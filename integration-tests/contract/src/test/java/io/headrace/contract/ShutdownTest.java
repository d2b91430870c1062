package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.send.Sender;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.JavaProcess;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a process does when it is asked to end, and the JVM waits for nothing but its hooks. */
class ShutdownTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> PARTS = EventStream.of("parts", Codec.utf8());
    private static final int PARTS_OF_AN_ORDER = 9_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @Test
    @Tag("P1")
    void whatAHandlerSentWithoutWaiting_isOnTheServerWhenTheProcessEnds() {
        try (FaultProxy proxy = FaultProxy.to(REDIS.server().port());
                Headrace headrace = Headrace.connect(REDIS.uri())) {
            proxy.delay(FaultProxy.Direction.TO_CLIENT, Duration.ofMillis(50)); // the sends take longer than the drain
            headrace.sender(ORDERS).send("A-1").join();

            try (JavaProcess worker = JavaProcess.start(TakesOrdersApart.class, proxy.uri())) {
                worker.awaitLine("sent"::equals, PATIENCE);
                worker.terminate();
                worker.awaitExit(PATIENCE);
            }

            assertThat(REDIS.server().command("XLEN", "parts")).isEqualTo((long) PARTS_OF_AN_ORDER);
        }
    }

    /** A worker whose handler sends much and waits for nothing. */
    static final class TakesOrdersApart {
        private TakesOrdersApart() {}

        public static void main(String[] args) {
            try (Headrace headrace = Headrace.connect(args[0])) {
                Sender<String> parts = headrace.sender(PARTS);
                headrace.worker("apart")
                        .on(ORDERS, (order, context) -> {
                            for (int i = 0; i < PARTS_OF_AN_ORDER; i++) {
                                var unused = parts.send(order + "/" + i);
                            }
                            System.out.println("sent");
                        })
                        .start()
                        .drainOnShutdown()
                        .awaitTermination();
            }
        }
    }
}
