package io.headrace.broker;

import java.time.Duration;

/**
 * An entry to append to a stream unless one was appended under the same id.
 *
 * @param append the entry
 * @param id     the sender's name for it, unique within the stream
 * @param window how long the server remembers the id, from the last time it was used; at least 1 ms
 */
public record AppendOnce(Append append, String id, Duration window) {
    /** The key that remembers the id. */
    public String key() {
        return GroupKeys.dedup(append.stream(), id);
    }
}
