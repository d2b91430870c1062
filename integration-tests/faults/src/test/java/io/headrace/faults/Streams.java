package io.headrace.faults;

import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;

/** What all faults are staged on: one group bills orders. */
final class Streams {
    static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    static final EventStream<String> BILLS = EventStream.of("bills", Codec.utf8());
    static final GroupRef BILLING = new GroupRef("orders", "billing");
    static final GroupKeys KEYS = GroupKeys.of(BILLING);

    private Streams() {}
}
