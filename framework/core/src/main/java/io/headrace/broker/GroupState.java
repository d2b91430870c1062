package io.headrace.broker;

import java.util.Map;

/**
 * A group as it stood at one moment.
 *
 * @param pending   pending entries by consumer, stream and lane together, reserved consumers included
 * @param attempts  messages with recorded failures
 * @param due       messages in the index of retries
 * @param dead      dead letters
 * @param lane      entries in the lane
 * @param lost      entries ever found pending without a body
 */
public record GroupState(Map<String, Long> pending, long attempts, long due, long dead, long lane, long lost) {
    /** Consumer that holds parked messages. */
    public static final String RETRY = "~retry";

    /** Consumer that holds released messages. */
    public static final String FREE = "~free";

    /** All pending entries. */
    public long totalPending() {
        return pending.values().stream().mapToLong(Long::longValue).sum();
    }
}
