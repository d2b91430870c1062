package io.headrace.examples.accesslog;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the page views add up to. These counters are outside Redis, where a message arrives at least once; each one is
 * counted once because its version is remembered. Safe for several threads.
 */
final class Traffic {
    private static final int TOP = 5;

    private final Set<String> versions = new HashSet<>();
    private final Set<String> clients = new HashSet<>();
    private final Map<String, Long> targets = new HashMap<>();
    private final SortedMap<String, Long> statusClasses = new TreeMap<>();
    private long bytes;

    /** Counts a page view, unless the message of this version was counted before. */
    synchronized void count(String version, PageView view) {
        if (!versions.add(version)) {
            return;
        }
        clients.add(view.client());
        targets.merge(view.target(), 1L, Long::sum);
        statusClasses.merge(view.status() / 100 + "xx", 1L, Long::sum);
        bytes += view.bytes();
    }

    synchronized long pageViews() {
        return versions.size();
    }

    synchronized Totals totals() {
        return new Totals(versions.size(), clients.size(), bytes, topTargets(), statusClasses());
    }

    private List<Count> topTargets() {
        Comparator<Count> mostFirst = Comparator.comparingLong(Count::count).reversed();
        return targets.entrySet().stream()
                .map(target -> new Count(target.getKey(), target.getValue()))
                .sorted(mostFirst.thenComparing(Count::name))
                .limit(TOP)
                .toList();
    }

    private List<Count> statusClasses() {
        return statusClasses.entrySet().stream()
                .map(status -> new Count(status.getKey(), status.getValue()))
                .toList();
    }

    /** How often something occurred. */
    record Count(String name, long count) {}

    /**
     * The counters at one moment.
     *
     * @param topTargets    the five most requested targets, the most frequent first
     * @param statusClasses {@code 2xx} and so on, ascending
     */
    record Totals(
            long pageViews, long distinctClients, long bytes, List<Count> topTargets, List<Count> statusClasses) {}
}
