package io.headrace.observe;

import com.codahale.metrics.MetricRegistry;
import java.util.Locale;

/**
 * Counts events as Dropwizard meters: {@code headrace.<stream>.<group>.<flow>} for each {@link Flow}, lower case, and
 * {@code headrace.<stream>.<group>.trouble} for calls that had to be repeated.
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
            String flow = messages.flow().name().toLowerCase(Locale.ROOT);
            registry.meter(MetricRegistry.name("headrace", stream, group, flow)).mark(messages.count());
        } else if (event instanceof WorkerEvent.Trouble) {
            registry.meter(MetricRegistry.name("headrace", stream, group, "trouble"))
                    .mark();
        }
    }
}
