package io.headrace.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * How much a JVM allocates, threads that came and went included: what is on the heap at the end, less what was at the
 * beginning, and what the collections in between took away. Exact to the size of a few allocation buffers with a
 * collector that collects in pauses only.
 */
final class HeapMeter implements NotificationListener, AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Set<String> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(pool -> pool.getName())
            .collect(Collectors.toUnmodifiableSet());

    private long collections;
    private long takenAway;

    /** Begins to listen. */
    HeapMeter() {
        collections = collectionCount();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector).addNotificationListener(this, null, null);
        }
    }

    /** Bytes allocated since the JVM's start but for a constant; takes into account every collection that has ended. */
    long allocatedBytes() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            long ended = collectionCount();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            synchronized (this) {
                if (collections >= ended && ended == collectionCount()) {
                    return used + takenAway;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("The JVM did not tell of all its collections");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public synchronized void handleNotification(Notification notification, @Nullable Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GcInfo collection = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo();
            takenAway += used(collection.getMemoryUsageBeforeGc()) - used(collection.getMemoryUsageAfterGc());
            collections++;
        }
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            try {
                ((NotificationEmitter) collector).removeNotificationListener(this);
            } catch (ListenerNotFoundException gone) {
                throw new IllegalStateException("was added by the constructor", gone);
            }
        }
    }

    private static long collectionCount() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static long used(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> HEAP.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
