package io.headrace.broker;

import java.util.List;

/**
 * Reply to a batch of parkings.
 *
 * @param outcomes      one for each message, in order
 * @param nextDueMillis milliseconds until the group's next retry is due, 0 if one is overdue, -1 if none is parked
 */
public record Parked(List<Outcome> outcomes, long nextDueMillis) {}
