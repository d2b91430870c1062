package io.headrace.broker;

import java.util.concurrent.CompletableFuture;

/**
 * One consumer's place to read from: a connection of its own, so that a waiting read delays nobody. A reader reconnects
 * by itself; a read under way when the connection is lost fails, and what the server had delivered to it stays pending
 * under the consumer's name.
 */
public interface Reader extends AutoCloseable {
    /** Reads fresh entries. Reads that do not wait may be sent several at a time; they are answered in order. */
    CompletableFuture<Fetched> fetch(Fetch request);

    /** Reads under this consumer's name from the next read on. */
    void rename(String consumer);

    /** Ends a waiting read early; it is answered with what there is. */
    void wake();

    /** Closes the connection; reads under way fail. */
    @Override
    void close();
}
