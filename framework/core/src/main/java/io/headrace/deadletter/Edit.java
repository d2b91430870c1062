package io.headrace.deadletter;

import java.util.function.UnaryOperator;

/**
 * How a replay changes the data.
 *
 * @param name   kept with the replay, for those who look at it later or go on with it
 * @param change makes the new value from the old one; if it throws, the dead letter stays where it is
 */
public record Edit<T>(String name, UnaryOperator<T> change) {}
