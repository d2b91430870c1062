package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerListener;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final List<String> told = new ArrayList<>();
    private final WorkerListener first = (stream, group, event) -> told.add("first " + stream + " " + group);
    private final WorkerListener second = (stream, group, event) -> told.add("second " + event);

    @Test
    void listeners_areToldInTheirOrder() {
        events(first, second).moved(Flow.DONE, 3);

        assertThat(told).containsExactly("first orders billing", "second Batch[flow=DONE, count=3]");
    }

    @Test
    void nothingMoved_isNoEvent() {
        Events events = events(first);

        events.moved(Flow.DONE, 0);

        assertThat(told).isEmpty();
        assertThat(events.tally().counts(0).of(Flow.DONE)).isZero();
    }

    @Test
    void listenerThatThrows_disturbsNobody() {
        Events events = events(
                (stream, group, event) -> {
                    throw new IllegalStateException("broken listener");
                },
                (stream, group, event) -> {
                    throw new AssertionError("very broken listener");
                },
                second);

        events.moved(Flow.FETCHED, 2);
        events.moved(Flow.DONE, 2);

        assertThat(told).hasSize(2);
        assertThat(events.tally().counts(0).balanced()).isTrue();
    }

    @Test
    void failureThatCannotBePrinted_isToldAndLoggedAllTheSame() {
        RuntimeException mute = new RuntimeException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("ask somebody else");
            }
        };
        Events events = events(first, (stream, group, event) -> {
            throw mute;
        });
        EntryRef entry = new EntryRef(Source.STREAM, new MessageId(17, 0));

        events.parked(new WorkerEvent.Parked(entry, 1, Duration.ZERO, mute));
        events.dead(new WorkerEvent.DeadLettered(entry.id(), 2, "EXHAUSTED", mute));

        assertThat(told).hasSize(2);
        assertThat(events.tally().counts(0).of(Flow.PARKED)).isEqualTo(1);
        assertThat(events.tally().counts(0).of(Flow.DEAD)).isEqualTo(1);
    }

    @Test
    void trouble_isToldAsTheBrokersOwnFailure() {
        BrokerException failure = BrokerException.unanswered("gone", null);

        events(second).trouble(failure);

        assertThat(told).containsExactly("second " + new WorkerEvent.Trouble(failure));
    }

    @Test
    void parking_isCounted() {
        Events events = events(second);
        EntryRef entry = new EntryRef(Source.STREAM, new MessageId(17, 0));

        events.parked(new WorkerEvent.Parked(entry, 1, Duration.ofSeconds(1), new IllegalStateException("x")));

        assertThat(events.tally().counts(0).of(Flow.PARKED)).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    private static Events events(WorkerListener... listeners) {
        return new Events(Desks.GROUP, List.of(listeners), new ManualTime(0));
    }
}
