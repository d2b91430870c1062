package io.headrace.observe;

import java.util.Map;

/**
 * How many messages came into a subscription's hands and how they left them, since it started.
 *
 * @param moved    by each way, none left out
 * @param inFlight in hand now, by the engine's own books
 */
public record Counts(Map<Flow, Long> moved, long inFlight) {
    public Counts {
        moved = Map.copyOf(moved);
    }

    /** How many went this way. */
    public long of(Flow flow) {
        return moved.getOrDefault(flow, 0L);
    }

    /** Whether every message that came is accounted for: what came in is what went out and what is in hand. */
    public boolean balanced() {
        long balance = -inFlight;
        for (Map.Entry<Flow, Long> each : moved.entrySet()) {
            balance += each.getKey().isInward() ? each.getValue() : -each.getValue();
        }
        return balance == 0;
    }
}
