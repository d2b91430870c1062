package io.headrace.message;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry decoded, as a handler sees it.
 *
 * @param stream  name of the stream it was sent to
 * @param id      its id on that stream; a replayed message keeps the id it had at first
 * @param key     the key it was sent with, or {@code null}
 * @param value   what the codec made of the data
 * @param time    event time: the sender's, else the server's when it was appended
 * @param headers the sender's headers, unmodifiable
 * @param attempt which invocation of the handler this is, from 1
 */
public record Message<T>(
        String stream,
        MessageId id,
        @Nullable String key,
        T value,
        Instant time,
        Map<String, String> headers,
        int attempt) {}
