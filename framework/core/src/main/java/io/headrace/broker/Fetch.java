package io.headrace.broker;

import java.time.Duration;

/**
 * A read of fresh entries.
 *
 * @param stream whether to read the stream
 * @param lane   whether to read the lane
 * @param count  most entries from each of them, at least 1
 * @param block  how long to wait while there is nothing; zero to answer at once
 */
public record Fetch(boolean stream, boolean lane, int count, Duration block) {}
