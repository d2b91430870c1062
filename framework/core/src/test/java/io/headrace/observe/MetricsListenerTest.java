package io.headrace.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.headrace.broker.BrokerException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import org.junit.jupiter.api.Test;

class MetricsListenerTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final MetricsListener listener = new MetricsListener(registry);

    @Test
    void movedMessages_areMarkedUnderStreamGroupAndFlow() {
        listener.on("orders", "billing", new WorkerEvent.Batch(Flow.FETCHED, 5));
        listener.on("orders", "billing", new WorkerEvent.Batch(Flow.FETCHED, 2));
        listener.on("orders", "billing", new WorkerEvent.Lost(new EntryRef(Source.STREAM, MessageId.MAX)));
        listener.on("orders", "audit", new WorkerEvent.Batch(Flow.DONE, 1));

        assertThat(count("headrace.orders.billing.fetched")).isEqualTo(7);
        assertThat(count("headrace.orders.billing.lost")).isEqualTo(1);
        assertThat(count("headrace.orders.audit.done")).isEqualTo(1);
    }

    @Test
    void trouble_isMarkedOncePerCall() {
        listener.on("orders", "billing", new WorkerEvent.Trouble(BrokerException.unanswered("gone", null)));
        listener.on("orders", "billing", new WorkerEvent.Trouble(BrokerException.unanswered("gone", null)));

        assertThat(count("headrace.orders.billing.trouble")).isEqualTo(2);
    }

    @Test
    void whatTheSweepFindsGone_isMarkedApart() {
        listener.on("orders", "billing", new WorkerEvent.FoundLost(new EntryRef(Source.STREAM, MessageId.MAX)));

        assertThat(count("headrace.orders.billing.swept-lost")).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(1);
    }

    @Test
    void stateChange_isNoMeter() {
        listener.on("orders", "billing", new WorkerEvent.Entered(WorkerState.RUNNING));

        assertThat(registry.getMeters()).isEmpty();
    }

    private long count(String meter) {
        assertThat(registry.getMeters()).containsKey(meter);
        return registry.meter(meter).getCount();
    }
}
