package io.headrace.broker;

import java.time.Duration;

/**
 * A taking over of what a dead worker held.
 *
 * @param consumer who takes
 * @param dead     whose; nothing is taken from a worker that is alive at the moment
 * @param period   as in {@link Tick}
 * @param count    most messages
 */
public record Reclaim(String consumer, String dead, Duration period, int count) {}
