package io.headrace.soak;

import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.message.Retention;

/** What flows: an order is its identity, and so is the one bill that is emitted for it. */
final class Streams {
    /** What is settled is removed, so that a long soak does not fill the server. */
    static final EventStream<String> ORDERS =
            EventStream.of("orders", Codec.utf8()).retain(Retention.acked());

    static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    static final String GROUP = "billing";

    private Streams() {}
}
