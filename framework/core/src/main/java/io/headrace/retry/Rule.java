package io.headrace.retry;

import org.jspecify.annotations.Nullable;

/**
 * What a policy does about one kind of exception.
 *
 * @param type   the exception, subclasses included
 * @param action what follows
 */
record Rule(Class<? extends Throwable> type, Action action) {
    sealed interface Action {}

    record GiveUpAtOnce() implements Action {}

    record TryAgainAs(Backoff backoff, int maxAttempts) implements Action {}

    record PauseAs(Backoff probes) implements Action {}

    /** Of the rules that apply, the one for the nearest class; of two for the same class, the later one. */
    static @Nullable Action nearest(Iterable<Rule> rules, Throwable failure) {
        Rule nearest = null;
        for (Rule rule : rules) {
            boolean nearer = nearest == null || nearest.type.isAssignableFrom(rule.type);
            if (nearer && rule.type.isInstance(failure)) {
                nearest = rule;
            }
        }
        return nearest == null ? null : nearest.action;
    }
}
