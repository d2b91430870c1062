package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the programs that the README and the tutorial show. */
class ProgramsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @Test
    void quickstart_handlesWhatItSentAndDrainsOnSigterm() {
        try (Program quickstart = new Program(Quickstart.class, REDIS.uri())) {
            quickstart.line("viewed /index.html");

            quickstart.terminate();

            // From Redis 7.2 on, XAUTOCLAIM creates the consumer that it claims nothing for.
            assertThat((List<?>) REDIS.server().command("XINFO", "CONSUMERS", "page-views", "analytics"))
                    .map(consumer -> (Object) ((List<?>) consumer).get(1))
                    .isSubsetOf("~sweep");
            assertThat((List<?>) REDIS.server().command("XPENDING", "page-views", "analytics"))
                    .first()
                    .isEqualTo(0L);
        }
    }

    @Test
    void tutorial_billsRetriesAndRepairs() {
        try (Program server = new Program(OwnServer.class)) {
            String uri = server.line("redis://");
            SendOrders.main(new String[] {uri});
            try (Program worker = new Program(BillOrders.class, uri)) {
                worker.line("billed A-1, attempt 1");
                worker.line("billed A-2, attempt 2");
                await().until(() -> deadLetters(uri) == 1);

                RepairOrders.main(new String[] {uri});

                worker.line("billed A-3, attempt 1");
                worker.terminate();
                assertThat(deadLetters(uri)).isZero();
            }
        }
    }

    private static long deadLetters(String uri) {
        try (Headrace headrace = Headrace.connect(uri)) {
            return headrace.deadLetters(Orders.ORDERS, "billing").size();
        }
    }
}
