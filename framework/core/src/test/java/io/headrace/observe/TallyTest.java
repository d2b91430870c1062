package io.headrace.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final EntryRef ENTRY = new EntryRef(Source.STREAM, new MessageId(17, 0));

    private final Tally tally = new Tally();

    @Test
    void everyFlow_beginsAtZeroAndIsNamed() {
        assertThat(tally.counts(0).moved())
                .containsOnlyKeys(Flow.values())
                .allSatisfy((flow, count) -> assertThat(count).isZero());
        assertThat(tally.counts(0).balanced()).isTrue();
    }

    @Test
    void events_areCountedByTheirFlow() {
        IllegalStateException failure = new IllegalStateException("x");

        tally.count(new WorkerEvent.Batch(Flow.FETCHED, 40));
        tally.count(new WorkerEvent.Batch(Flow.FETCHED, 2));
        tally.count(new WorkerEvent.Parked(ENTRY, 1, Duration.ZERO, failure));
        tally.count(new WorkerEvent.DeadLettered(ENTRY.id(), 1, "REJECTED", failure));
        tally.count(new WorkerEvent.Lost(ENTRY));

        Counts counts = tally.counts(39);
        assertThat(counts.of(Flow.FETCHED)).isEqualTo(42);
        assertThat(counts.of(Flow.PARKED)).isEqualTo(1);
        assertThat(counts.of(Flow.DEAD)).isEqualTo(1);
        assertThat(counts.of(Flow.LOST)).isEqualTo(1);
        assertThat(counts.of(Flow.DONE)).isZero();
        assertThat(counts.balanced()).isTrue();
    }

    @Test
    void otherEvents_moveNothing() {
        tally.count(new WorkerEvent.Entered(WorkerState.RUNNING));
        tally.count(new WorkerEvent.Trouble(BrokerException.unanswered("gone", null)));

        assertThat(tally.counts(0).moved().values()).containsOnly(0L);
    }

    @Property
    @Tag("P14")
    void books_balanceExactlyIfWhatCameIsOutOrInHand(
            @ForAll List<Flow> flows, @ForAll @IntRange(min = -3, max = 3) int error) {
        Tally books = new Tally();
        flows.forEach(flow -> books.count(new WorkerEvent.Batch(flow, 1)));
        long in = flows.stream().filter(Flow::isInward).count();

        Counts counts = books.counts(in - (flows.size() - in) + error);

        assertThat(counts.balanced()).isEqualTo(error == 0);
    }

    @Test
    void snapshot_doesNotMoveOn() {
        Counts before = tally.counts(0);

        tally.count(new WorkerEvent.Batch(Flow.DONE, 1));

        assertThat(before.of(Flow.DONE)).isZero();
        assertThat(new Counts(Map.of(), 0).of(Flow.DONE)).isZero();
    }
}
