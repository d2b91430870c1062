package io.headrace.worker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each metric tells, in the words of docs/reference/metrics.md. */
final class MetricTexts {
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("fetched", "Messages: read for the first time"),
            Map.entry(
                    "claimed",
                    "Messages: taken for an attempt that was due, after somebody handed it back, or from a "
                            + "worker that died"),
            Map.entry(
                    "adopted",
                    "Messages: pending under this worker's name without being in its hands: left by a lost reply"),
            Map.entry("done", "Messages: handled and acked"),
            Map.entry("superseded", "Messages: settled by somebody else first; its effects here did not take place"),
            Map.entry("parked", "Messages: failed, waits for its next attempt"),
            Map.entry("dead", "Messages: made a dead letter"),
            Map.entry("released", "Messages: handed back unprocessed, in a drain"),
            Map.entry(
                    "lost",
                    "Messages: found in a claim, or when it was settled, to be trimmed or deleted on the stream"),
            Map.entry(
                    "abandoned", "Messages: let go of because the worker's lease was gone: whoever takes over has it"),
            Map.entry(
                    "swept-lost",
                    "Messages that were pending in nobody's hands when a sweep found that they were trimmed or deleted"),
            Map.entry("trouble", "Calls that the server refused or did not answer; each is repeated"),
            Map.entry("in-flight", "Messages in hand"),
            Map.entry("blocked-keys", "Keys whose first message waits for its next attempt, with Order.KEY"),
            Map.entry("stuck", "Handlers that have not returned for a minute or longer"),
            Map.entry(
                    "trim-held-up-seconds",
                    "For how long trims have found the same oldest need; 0 on a stream that is not trimmed"),
            Map.entry(
                    "backlog",
                    "Messages that the group has still to settle: not delivered yet, in the stream or the "
                            + "lane, and pending, parked ones included; -1 while the server does not say"));

    private MetricTexts() {}

    /** Of a metric of this name, such as {@code in-flight}; {@code null} if it is not one of Headrace's. */
    static @Nullable String of(String name) {
        return TEXTS.get(name);
    }

    static Map<String, String> all() {
        return TEXTS;
    }
}
