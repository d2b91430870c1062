package io.headrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages that one runner handles one after another, or all at once if they are a batch. Its runner takes them from the
 * front; the engine may cut it behind the one at hand, so that nobody waits for a handler that takes long.
 *
 * <pre>
 *   | handled, with the engine | handled | at hand | not begun | cut off |
 *   0                       returned   taken-1   taken        end    length
 * </pre>
 *
 * What is handled is seen by the engine once the runner has taken the next one.
 */
final class Slice {
    private final Delivery[] deliveries;
    private final boolean asOne;
    private final AtomicInteger taken = new AtomicInteger(); // all of them once it is cut

    // Of the engine's thread.
    private int end;
    private int returned;
    private int seen = -1;

    /** {@code asOne}: they are a batch, begun and at hand together. */
    Slice(Delivery[] deliveries, boolean asOne) {
        this.deliveries = deliveries;
        this.asOne = asOne;
        this.end = deliveries.length;
    }

    Delivery[] deliveries() {
        return deliveries;
    }

    int length() {
        return deliveries.length;
    }

    /** On the runner's thread: the place of the next one, with which all others go in a batch; -1 if none is left. */
    int take() {
        int place = taken.get();
        int next = asOne ? deliveries.length : place + 1;
        return place < deliveries.length && taken.compareAndSet(place, next) ? place : -1;
    }

    /** Whether something waits behind a message that was at hand before, when this was asked last. */
    boolean standsStill() {
        int now = taken.get();
        boolean still = now == seen && hasMore();
        seen = now;
        return still;
    }

    /** Whether something is not begun. */
    boolean hasMore() {
        return taken.get() < deliveries.length;
    }

    /** Takes back, in order, what the runner has not begun; it begins nothing more. */
    List<Delivery> cut() {
        int place = taken.getAndSet(deliveries.length);
        List<Delivery> cut = between(place, end);
        end = Math.min(end, place);
        return cut;
    }

    /** What was handled before the one at hand, each once; for a slice that is cut. */
    List<Delivery> handledBeforeTheLast() {
        return handled(asOne ? 0 : Math.max(0, end - 1));
    }

    /** What was handled and not told yet, when so many were begun and none is at hand. */
    List<Delivery> handled(int begun) {
        List<Delivery> handled = between(returned, begun);
        returned = Math.max(returned, begun);
        return handled;
    }

    private List<Delivery> between(int from, int to) {
        List<Delivery> part = new ArrayList<>(Math.max(0, to - from));
        for (int i = from; i < to; i++) {
            part.add(deliveries[i]);
        }
        return part;
    }
}
