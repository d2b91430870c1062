package io.headrace.deadletter;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.message.MessageId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream from one id to another, page by page, the next one while the last one is looked at. Pages shrink where
 * entries are large, so that a reply stays small.
 */
final class Pages {
    private static final int FIRST = 20;
    private static final int LARGEST = 500;
    private static final int BYTES = 1 << 20;

    private final Broker broker;
    private final String key;
    private final MessageId to;
    private int count;
    private @Nullable CompletableFuture<EntryBatch> ahead;

    Pages(Broker broker, String key, MessageId from, MessageId to) {
        this(broker, key, from, to, FIRST);
    }

    /** The first page has at most {@code first} entries. */
    Pages(Broker broker, String key, MessageId from, MessageId to, int first) {
        this.broker = broker;
        this.key = key;
        this.to = to;
        this.count = Math.min(first, LARGEST);
        this.ahead = read(from);
    }

    /** The next page, or {@code null} if there is none. Waits for the server. */
    @Nullable
    EntryBatch next() {
        if (ahead == null) {
            return null;
        }
        EntryBatch page = Broker.await(ahead);
        boolean more = page.size() == count;
        if (page.size() > 0) {
            count = Math.max(1, Math.min(LARGEST, (int) (BYTES / Math.max(1L, page.weight() / page.size()))));
        }
        ahead = more ? read(page.id(page.size() - 1).next()) : null;
        return page.size() == 0 ? null : page;
    }

    private CompletableFuture<EntryBatch> read(MessageId from) {
        return broker.read(key, from, to, count);
    }
}
