package io.headrace.worker;

import io.prometheus.metrics.instrumentation.dropwizard5.labels.CustomLabelMapper;
import io.prometheus.metrics.instrumentation.dropwizard5.labels.MapperConfig;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;

/**
 * Turns the stream and the group in a metric's name into labels. The mapping that the bridge brings cannot: its patterns
 * take neither the dots nor the braces and colons that names of streams may have.
 */
final class StreamLabels extends CustomLabelMapper {
    private static final List<MapperConfig> UNUSED = List.of(new MapperConfig("headrace.*", "headrace", Map.of()));

    private static final String BEGIN = "headrace_";

    private final String prefix;
    private final Labels labels;

    /** For metrics whose names begin with this prefix, which is of this stream and group. */
    StreamLabels(String prefix, String stream, String group) {
        super(UNUSED);
        this.prefix = prefix;
        this.labels = Labels.of("stream", stream, "group", group);
    }

    @Override
    public String getName(String dropwizardName) {
        return BEGIN + dropwizardName.substring(prefix.length()).replace('-', '_');
    }

    /** The last part of a name on the registry, by what {@link #getName} made of it. */
    static String meterOf(String name) {
        return name.substring(BEGIN.length()).replace('_', '-');
    }

    @Override
    public Labels getLabels(String dropwizardName, List<String> names, List<String> values) {
        return labels;
    }
}
