package io.headrace.examples.accesslog;

import java.time.Instant;

/**
 * One request that the web server answered. Text is kept as logged, escapes included.
 *
 * @param client   address or host name
 * @param target   what was asked for, query included
 * @param protocol for example {@code HTTP/1.1}
 * @param bytes    size of the response's body; 0 where the log says {@code -}
 */
public record PageView(
        String client,
        Instant time,
        String method,
        String target,
        String protocol,
        int status,
        long bytes,
        String referer,
        String userAgent) {}
