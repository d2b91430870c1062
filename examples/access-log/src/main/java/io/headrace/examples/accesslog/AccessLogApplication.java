package io.headrace.examples.accesslog;

import io.headrace.Headrace;
import io.headrace.HeadraceApplication;
import io.headrace.WorkerBuilder;
import java.util.List;
import java.util.Map;

/** The job's two workers as an application, for {@code headrace worker}: they go on until somebody stops them. */
public final class AccessLogApplication implements HeadraceApplication {
    /** For {@link java.util.ServiceLoader}. */
    public AccessLogApplication() {}

    @Override
    public List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) {
        Pipeline pipeline = new Pipeline(headrace, Streams.plain());
        return List.of(pipeline.parser(), pipeline.counter());
    }
}
