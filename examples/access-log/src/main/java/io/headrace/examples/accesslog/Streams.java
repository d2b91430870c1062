package io.headrace.examples.accesslog;

import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two streams of the job.
 *
 * @param lines the log's lines as they are
 * @param views what the parser made of them
 */
record Streams(EventStream<String> lines, EventStream<PageView> views) {
    /** The plain names, for a server that this job has for itself. */
    static Streams plain() {
        return suffixed("");
    }

    /** Names that nobody has used before, for a server that holds other data. */
    static Streams unique() {
        long eightDigits = ThreadLocalRandom.current().nextLong(78_364_164_096L, 2_821_109_907_456L);
        return suffixed("-" + Long.toString(eightDigits, Character.MAX_RADIX));
    }

    private static Streams suffixed(String suffix) {
        return new Streams(
                EventStream.of("access-log" + suffix, Codec.utf8()),
                EventStream.of("page-views" + suffix, Codec.json(PageView.class))
                        .keyedBy(PageView::target));
    }
}
