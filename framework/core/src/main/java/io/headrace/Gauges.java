package io.headrace;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.engine.Subscription;
import io.headrace.time.Ticker;

/** What a subscription holds at the moment, and what its group has to do, as gauges; the last one started on a stream and group has the name. */
final class Gauges {
    private Gauges() {}

    static void register(MetricRegistry registry, Broker broker, GroupRef group, Subscription subscription) {
        String prefix = MetricRegistry.name("headrace", group.stream(), group.group());
        put(
                registry,
                MetricRegistry.name(prefix, "in-flight"),
                () -> subscription.counts().inFlight());
        put(registry, MetricRegistry.name(prefix, "blocked-keys"), subscription::blockedKeys);
        put(registry, MetricRegistry.name(prefix, "stuck"), subscription::stuckHandlers);
        put(registry, MetricRegistry.name(prefix, "trim-held-up-seconds"), subscription::trimHeldUpSeconds);
        put(registry, MetricRegistry.name(prefix, "backlog"), new Backlog(broker.operations(), group, Ticker.system()));
    }

    private static void put(MetricRegistry registry, String name, Gauge<?> gauge) {
        registry.remove(name);
        registry.register(name, gauge);
    }
}
