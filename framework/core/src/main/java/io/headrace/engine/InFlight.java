package io.headrace.engine;

import io.headrace.broker.Claimed;
import io.headrace.message.EntryRef;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this worker holds: the only truth of it. A delivery enters when a reply brings it and leaves when a reply says that
 * it is settled, so that no id is ever pending at the server, unsettled here and unknown. Engine thread only, but for
 * {@link #count}.
 */
final class InFlight {
    private @Nullable Delivery first;
    private volatile int count;
    private long bytes;
    private int strays;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the engine's thread
    void add(Delivery delivery) {
        delivery.next = first;
        if (first != null) {
            first.previous = delivery;
        }
        first = delivery;
        count++;
        bytes += delivery.weight();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the engine's thread
    void remove(Delivery delivery) {
        if (delivery.previous == null) {
            first = delivery.next;
        } else {
            delivery.previous.next = delivery.next;
        }
        if (delivery.next != null) {
            delivery.next.previous = delivery.previous;
        }
        delivery.previous = null;
        delivery.next = null;
        strays -= delivery.isStray() ? 1 : 0;
        count--;
        bytes -= delivery.weight();
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** The lease is gone: nothing of this is ours for sure any more. */
    void disown() {
        strays = count;
        for (Delivery each = first; each != null; each = each.next) {
            each.disown();
        }
    }

    /** Holds the delivery of this entry anew that is in hand since an earlier lease; {@code null} if there is none. */
    @Nullable
    Delivery holdAnew(String consumer, Claimed claimed) {
        for (Delivery each = strays == 0 ? null : first; each != null; each = each.next) {
            if (each.isStray() && each.ref().equals(claimed.hold().ref())) {
                each.holdAnew(consumer, claimed.hold().deliveries(), claimed.attempts());
                strays--;
                return each;
            }
        }
        return null;
    }

    Set<EntryRef> refs() {
        Set<EntryRef> refs = new HashSet<>();
        for (Delivery each = first; each != null; each = each.next) {
            refs.add(each.ref());
        }
        return refs;
    }
}
