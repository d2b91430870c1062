package io.headrace.worker;

import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import io.headrace.WorkerPlan;
import io.headrace.observe.Flow;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The registry in Prometheus' text format: {@code headrace.orders.billing.done} becomes {@code
 * headrace_done_total{stream="orders",group="billing"}}.
 *
 * <p>The bridge refuses two metrics of one name, even with other labels. So each stream and group has a bridge of its own,
 * and what they collect under one name is put together here.
 */
final class MetricsPage {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private final List<DropwizardExports> bridges = new ArrayList<>();

    /** A page of the metrics of these plans; their meters begin at 0 now, instead of with their first event. */
    MetricsPage(MetricRegistry registry, List<WorkerPlan> plans) {
        for (WorkerPlan plan : plans) {
            for (WorkerPlan.Part part : plan.parts()) {
                String prefix = MetricRegistry.name("headrace", part.stream(), plan.group()) + '.';
                registerMeters(registry, prefix);
                bridges.add(new DropwizardExports(
                        registry,
                        MetricFilter.startsWith(prefix),
                        new StreamLabels(prefix, part.stream(), plan.group())));
            }
        }
    }

    HttpEndpoint.Reply reply() {
        Map<String, List<MetricSnapshot>> byName = new LinkedHashMap<>();
        for (DropwizardExports bridge : bridges) {
            for (MetricSnapshot snapshot : bridge.collect()) {
                byName.computeIfAbsent(snapshot.getMetadata().getName(), name -> new ArrayList<>())
                        .add(snapshot);
            }
        }
        List<MetricSnapshot> merged =
                byName.values().stream().map(MetricsPage::merged).toList();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            WRITER.write(text, new MetricSnapshots(merged));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new HttpEndpoint.Reply(200, WRITER.getContentType(), text.toByteArray());
    }

    private static void registerMeters(MetricRegistry registry, String prefix) {
        for (Flow flow : Flow.values()) {
            registry.meter(prefix + flow.name().toLowerCase(Locale.ROOT));
        }
        registry.meter(prefix + "swept-lost");
        registry.meter(prefix + "trouble");
    }

    /** One snapshot with the points of all; meters are counters, and there is nothing else but gauges. */
    private static MetricSnapshot merged(List<MetricSnapshot> snapshots) {
        String name = snapshots.get(0).getMetadata().getName();
        MetricMetadata metadata = new MetricMetadata(name, MetricTexts.of(StreamLabels.meterOf(name)));
        if (snapshots.get(0) instanceof CounterSnapshot) {
            return new CounterSnapshot(metadata, points(snapshots, CounterDataPointSnapshot.class));
        }
        return new GaugeSnapshot(metadata, points(snapshots, GaugeDataPointSnapshot.class));
    }

    private static <P> List<P> points(List<MetricSnapshot> snapshots, Class<P> type) {
        return snapshots.stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(type::cast)
                .toList();
    }
}
