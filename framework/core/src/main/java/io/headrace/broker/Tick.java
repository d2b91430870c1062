package io.headrace.broker;

import java.time.Duration;

/**
 * A worker's sign of life.
 *
 * @param consumer the worker's name
 * @param lease    how long the worker counts as alive from now on
 * @param period   time between two ticks: a silence of more than three is nobody's fault, and moves all leases
 * @param joins    whether the name is new; else a name that is not known has lost its lease
 */
public record Tick(String consumer, Duration lease, Duration period, boolean joins) {}
