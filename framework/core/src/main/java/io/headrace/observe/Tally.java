package io.headrace.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts a subscription's messages from its events. Safe for all threads. */
public final class Tally {
    private final Map<Flow, LongAdder> moved = new EnumMap<>(Flow.class);

    /** Counts from zero. */
    public Tally() {
        for (Flow flow : Flow.values()) {
            moved.put(flow, new LongAdder());
        }
    }

    /** Counts one event. */
    public void count(WorkerEvent event) {
        if (event instanceof WorkerEvent.Moved messages) {
            adder(messages.flow()).add(messages.count());
        }
    }

    /** The sums so far, beside what is in hand. */
    public Counts counts(long inFlight) {
        Map<Flow, Long> sums = new EnumMap<>(Flow.class);
        moved.forEach((flow, adder) -> sums.put(flow, adder.sum()));
        return new Counts(sums, inFlight);
    }

    private LongAdder adder(Flow flow) {
        LongAdder adder = moved.get(flow);
        if (adder == null) {
            throw new AssertionError("every flow has an adder");
        }
        return adder;
    }
}
