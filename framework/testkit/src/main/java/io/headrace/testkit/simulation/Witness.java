package io.headrace.testkit.simulation;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.message.EntryRef;

/** Sees what the server does at the moment when it does it. */
interface Witness {
    Witness NOBODY = new Witness() {};

    /** The message's next attempt is due then, by the server's clock. */
    default void retryIsDue(GroupRef group, EntryRef entry, long dueAtMillis) {}

    /** A worker has read these entries. */
    default void delivered(GroupRef group, EntryBatch entries) {}

    /** A handler has asked for something to be appended to this stream. */
    default void emits(String stream) {}

    /** A process has come to its end; what it held is for others. */
    default void ended(Life life) {}
}
