package io.headrace.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets one message of a key go at a time. The first of a key's queue is with the runners, with the settler or waits for
 * its next attempt; those behind it follow when the server has answered what became of it.
 *
 * <pre>
 *   add --> queued --first of its key--> gone to the runners --ended--> (next of the key)
 *                                          ^            |
 *                                          +--- due <---+ waits for its next attempt
 * </pre>
 */
final class KeyOrder {
    private static final int SHARE = 4;

    private final Function<Delivery, @Nullable String> keyOf;
    private final Consumer<Delivery> runners;
    private final Map<String, ArrayDeque<Delivery>> queues = new HashMap<>();
    private final PriorityQueue<Delivery> asleep = new PriorityQueue<>(Comparator.comparingLong(Delivery::dueNanos));
    private final Depths depths = new Depths();

    KeyOrder(Function<Delivery, @Nullable String> keyOf, Consumer<Delivery> runners) {
        this.keyOf = keyOf;
        this.runners = runners;
    }

    /** Takes a message that came in; it goes at once if no other of its key is before it and it is due. */
    void add(Delivery delivery, long nowNanos) {
        String key = keyOf.apply(delivery);
        if (key == null) {
            go(delivery, nowNanos);
            return;
        }
        delivery.orderedBy(key);
        ArrayDeque<Delivery> queue = queues.computeIfAbsent(key, first -> new ArrayDeque<>());
        insert(delivery, queue);
        depths.grew(queue.size());
        if (queue.size() == 1) {
            go(delivery, nowNanos);
        } else if (queue.element().dueNanos() > nowNanos) {
            delivery.detach();
        }
    }

    /** Keeps a message whose attempt failed until its next one is due; those of its key wait behind it. */
    void retryLater(Delivery delivery) {
        sleep(delivery);
        ArrayDeque<Delivery> queue = delivery.key() == null ? null : queues.get(delivery.key());
        if (queue != null) {
            queue.forEach(Delivery::detach);
        }
    }

    /** The server has answered: this message is no longer ours, the next of its key may go. */
    @SuppressWarnings("ReferenceEquality") // this very delivery
    void ended(Delivery delivery, long nowNanos) {
        String key = delivery.key();
        ArrayDeque<Delivery> queue = key == null ? null : queues.get(key);
        if (key == null || queue == null || queue.peek() != delivery) {
            return;
        }
        queue.remove();
        depths.shrank(queue.size());
        if (queue.isEmpty()) {
            queues.remove(key);
        } else {
            go(queue.element(), nowNanos);
        }
    }

    int step(long nowNanos) {
        int woken = 0;
        for (Delivery first = asleep.peek(); first != null && first.dueNanos() <= nowNanos; first = asleep.peek()) {
            asleep.remove();
            runners.accept(first);
            woken++;
        }
        return woken;
    }

    long deadlineNanos() {
        Delivery first = asleep.peek();
        return first == null ? Long.MAX_VALUE : first.dueNanos();
    }

    /** How many more may be fetched, whatever their keys, before one key has more than its share of the window. */
    int room(int window) {
        return Math.max(1, window / SHARE) - depths.deepest();
    }

    /** A key of which no other has more messages here. */
    @Nullable
    String fullestKey() {
        for (Map.Entry<String, ArrayDeque<Delivery>> each : queues.entrySet()) {
            if (each.getValue().size() == depths.deepest()) {
                return each.getKey();
            }
        }
        return null;
    }

    /** How many keys wait for the next attempt of their first message. */
    int blockedKeys() {
        return asleep.size();
    }

    /** Gives up all that wait, each key's in order; what has gone stays the first of its key until it has ended. */
    List<Delivery> takeWaiting() {
        List<Delivery> taken = new ArrayList<>(asleep);
        Set<Delivery> sleepers = new HashSet<>(asleep);
        asleep.clear();
        depths.clear();
        for (ArrayDeque<Delivery> queue : queues.values()) {
            Delivery first = queue.remove();
            taken.addAll(queue);
            queue.clear();
            if (!sleepers.contains(first)) {
                queue.add(first);
                depths.grew(1);
            }
        }
        queues.values().removeIf(ArrayDeque::isEmpty);
        taken.sort(Comparator.comparing(delivery -> delivery.id));
        return taken;
    }

    /** What others handed back and we claimed comes before what was appended after it, but never before what has gone. */
    private static void insert(Delivery delivery, ArrayDeque<Delivery> queue) {
        ArrayDeque<Delivery> later = new ArrayDeque<>();
        while (queue.size() > 1 && delivery.comesBefore(queue.getLast())) {
            later.addFirst(queue.removeLast());
        }
        queue.add(delivery);
        queue.addAll(later);
    }

    private void go(Delivery delivery, long nowNanos) {
        if (delivery.dueNanos() > nowNanos) {
            sleep(delivery);
        } else {
            runners.accept(delivery);
        }
    }

    private void sleep(Delivery delivery) {
        delivery.detach();
        asleep.add(delivery);
    }

    /** Counts keys by the number of their messages, so that the largest number is at hand. */
    private static final class Depths {
        private int[] keys = new int[16];
        private int deepest;

        void grew(int depth) {
            if (depth == keys.length) {
                keys = Arrays.copyOf(keys, 2 * depth);
            }
            keys[depth - 1] -= depth > 1 ? 1 : 0;
            keys[depth]++;
            deepest = Math.max(deepest, depth);
        }

        void shrank(int depth) {
            keys[depth + 1]--;
            keys[depth] += depth > 0 ? 1 : 0;
            while (deepest > 0 && keys[deepest] == 0) {
                deepest--;
            }
        }

        int deepest() {
            return deepest;
        }

        void clear() {
            Arrays.fill(keys, 0);
            deepest = 0;
        }
    }
}
