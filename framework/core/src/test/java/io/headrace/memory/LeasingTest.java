package io.headrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Claimed;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.time.ManualTime;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LeasingTest {
    private static final GroupRef GROUP = new GroupRef("orders", "billing");
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofMillis(400);

    private final ManualTime time = new ManualTime(1_700_000_000_000L);
    private long aheadMillis;
    private final InMemoryBroker server = new InMemoryBroker(
            new Ticker() {
                @Override
                public long nanos() {
                    return time.nanos();
                }

                @Override
                public long millis() {
                    return time.millis() + aheadMillis;
                }
            },
            time);

    @BeforeEach
    void open() {
        server.openGroup(GROUP, Start.earliest()).join();
    }

    @Test
    @Tag("P7")
    void suspectBeyondTheFirstPage_isConvictedAllTheSame() {
        append(3);
        tick("hr-dead", true);
        read("hr-dead", 3);
        MessageId last = server.held(GROUP, "hr-dead", Source.STREAM, MessageId.MIN, 3)
                .join()
                .get(2);
        server.mark(GROUP, "hr-dead", new Hold(new EntryRef(Source.STREAM, last), 1))
                .join();
        passLease("hr-heir");

        List<Claimed> claimed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimed.addAll(server.reclaim(GROUP, new Reclaim("hr-heir", "hr-dead", PERIOD, 1))
                    .join()
                    .claims()
                    .claimed());
        }

        assertThat(claimed).extracting(each -> each.attempts().convictions()).containsExactly(0, 0, 1);
        assertThat(claimed)
                .allSatisfy(each -> assertThat(each.attempts().crashes()).isOne());
    }

    @Test
    @Tag("P4")
    void clockSetBack_doesNotStopTheSearchForUnknownWorkers() {
        append(1);
        tick("hr-heir", true);
        read("hr-unknown", 1);
        aheadMillis = -Duration.ofHours(1).toMillis();

        passLease("hr-heir"); // finds it, and gives it a lease
        List<String> dead = passLease("hr-heir").dead();

        assertThat(dead).containsExactly("hr-unknown");
    }

    /** Ticks until a lease that is not renewed has run out. */
    private Ticked passLease(String consumer) {
        Ticked last = tick(consumer, true);
        for (Duration passed = Duration.ZERO; passed.compareTo(LEASE) < 0; passed = passed.plus(PERIOD)) {
            time.advance(PERIOD);
            last = tick(consumer, false);
        }
        return last;
    }

    private Ticked tick(String consumer, boolean joins) {
        return server.tick(GROUP, new Tick(consumer, LEASE, PERIOD, joins)).join();
    }

    private void read(String consumer, int count) {
        server.reader(GROUP, consumer, () -> {})
                .fetch(new Fetch(true, false, count, Duration.ZERO))
                .join();
    }

    private void append(int count) {
        Envelope entry = Envelope.of(null, 0, Map.of(), new byte[0]);
        for (int i = 0; i < count; i++) {
            server.append(List.of(new Append(GROUP.stream(), entry)), Durability.memory())
                    .join();
        }
    }
}
