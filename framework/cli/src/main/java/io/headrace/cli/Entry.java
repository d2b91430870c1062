package io.headrace.cli;

import io.headrace.broker.EntryBatch;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream as it is shown. Other programs may have put anything into the fields of a message: what is not a time
 * or are not headers is left out, and is found among the fields.
 */
record Entry(MessageId id, long timeMillis, @Nullable String key, Map<String, String> headers, Payload data) {
    static Entry of(EntryBatch batch, int entry) {
        return new Entry(
                batch.id(entry), time(batch, entry), batch.key(entry), headers(batch, entry), Payload.of(batch, entry));
    }

    /** The headers, one on each line. */
    String headerLines() {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + "=" + Listing.line(header.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static long time(EntryBatch batch, int entry) {
        try {
            return batch.timeMillis(entry);
        } catch (HeadraceException other) {
            return batch.id(entry).millis();
        }
    }

    private static Map<String, String> headers(EntryBatch batch, int entry) {
        try {
            return batch.headers(entry);
        } catch (HeadraceException other) {
            return Map.of();
        }
    }
}
