package io.headrace.worker;

import io.headrace.handler.HandlerOptions;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What operators may change of a handler: how it is run, never what it means. */
final class Knobs {
    /** Whether this process handles the stream at all. */
    static final Key<Boolean> ENABLED = new Key<>("enabled", Kind.FLAG, "true");

    /**
     * A knob: the key below a group or stream, and the option that it turns.
     *
     * @param value  what the options have
     * @param change the options with another value; throws if it is out of its range
     */
    record Knob<T>(
            Key<T> key, Function<HandlerOptions, T> value, BiFunction<HandlerOptions, T, HandlerOptions> change) {
        String shown(HandlerOptions options) {
            return key.kind().print().apply(value.apply(options));
        }
    }

    /**
     * In the order in which they are turned. {@code retry.max} comes before {@code retry.initial} and takes it down with
     * it, so that both can be set, to any values that go together.
     */
    static final List<Knob<?>> ALL = List.of(
            knob("concurrency", Kind.COUNT, HandlerOptions::concurrency, HandlerOptions::concurrency),
            knob("timeout", Kind.DURATION, HandlerOptions::timeout, HandlerOptions::timeout),
            knob("max-bytes", Kind.SIZE, HandlerOptions::maxBytes, HandlerOptions::maxBytes),
            knob("max-parked", Kind.NUMBER, HandlerOptions::maxParked, HandlerOptions::maxParked),
            knob(
                    "batch.size",
                    Kind.COUNT,
                    o -> o.batch().size(),
                    (o, size) -> o.batch(size, o.batch().linger())),
            knob(
                    "batch.linger",
                    Kind.DURATION,
                    o -> o.batch().linger(),
                    (o, linger) -> o.batch(o.batch().size(), linger)),
            knob(
                    "retry.max-attempts",
                    Kind.COUNT,
                    o -> o.onError().maxAttempts(),
                    (o, attempts) -> policy(o, policy -> policy.maxAttempts(attempts))),
            knob(
                    "retry.max",
                    Kind.DURATION,
                    o -> o.onError().backoff().max(),
                    (o, max) ->
                            backoff(o, was -> new Backoff(least(was.initial(), max), was.factor(), max, was.jitter()))),
            knob(
                    "retry.initial",
                    Kind.DURATION,
                    o -> o.onError().backoff().initial(),
                    (o, initial) -> backoff(o, was -> new Backoff(initial, was.factor(), was.max(), was.jitter()))),
            knob(
                    "retry.max-age",
                    Kind.DURATION,
                    o -> o.onError().maxAge(),
                    (o, age) -> policy(o, policy -> policy.maxAge(age))));

    private Knobs() {}

    private static <T> Knob<T> knob(
            String name,
            Kind<T> kind,
            Function<HandlerOptions, T> value,
            BiFunction<HandlerOptions, T, HandlerOptions> change) {
        return new Knob<>(new Key<>(name, kind, Keys.AS_IN_CODE), value, change);
    }

    private static HandlerOptions policy(HandlerOptions options, UnaryOperator<ErrorPolicy> change) {
        return options.onError(change.apply(options.onError()));
    }

    private static HandlerOptions backoff(HandlerOptions options, UnaryOperator<Backoff> change) {
        return policy(options, policy -> policy.backoff(change.apply(policy.backoff())));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
