package io.headrace.broker;

/**
 * Reply to a failure that was to be recorded.
 *
 * @param outcome  whether it was
 * @param attempts what is recorded now; of no meaning unless it was
 */
public record Recorded(Outcome outcome, Attempts attempts) {}
