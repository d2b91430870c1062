package io.headrace;

import io.headrace.handler.HandlerOptions;
import io.headrace.message.Retention;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link WorkerBuilder} has collected: for programs that show or tune what somebody else wrote. An immutable value.
 *
 * @param group        the consumer group
 * @param name         the worker's name for people
 * @param lease        how long it counts as alive without a sign of life
 * @param drainTimeout how long running handlers may go on in a drain
 * @param parts        its streams, in the order in which they were added
 */
public record WorkerPlan(String group, String name, Duration lease, Duration drainTimeout, List<Part> parts) {
    public WorkerPlan {
        parts = List.copyOf(parts);
    }

    /**
     * One of its streams.
     *
     * @param stream    the stream's name
     * @param retention what is removed from it
     * @param options   how its handler is run
     */
    public record Part(String stream, Retention retention, HandlerOptions options) {}
}
