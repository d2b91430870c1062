package io.headrace.observe;

import com.codahale.metrics.MetricRegistry;
import java.util.Locale;

/**
 * Counts events as Dropwizard meters: {@code headrace.<stream>.<group>.<flow>} for each {@link Flow}, lower case, and
 * {@code headrace.<stream>.<group>.trouble} for calls that had to be repeated, and {@code swept-lost} for messages that nobody
 * had in hand when the sweep found that their entries are gone.
 */
public final class MetricsListener implements WorkerListener {
    private final MetricRegistry registry;

    /** Registers its meters as events come. */
    public MetricsListener(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void on(String stream, String group, WorkerEvent event) {
        if (event instanceof WorkerEvent.Moved messages) {
            mark(stream, group, messages.flow().name().toLowerCase(Locale.ROOT), messages.count());
        } else if (event instanceof WorkerEvent.Trouble) {
            mark(stream, group, "trouble", 1);
        } else if (event instanceof WorkerEvent.FoundLost) {
            mark(stream, group, "swept-lost", 1);
        }
    }

    private void mark(String stream, String group, String meter, int count) {
        registry.meter(MetricRegistry.name("headrace", stream, group, meter)).mark(count);
    }
}
