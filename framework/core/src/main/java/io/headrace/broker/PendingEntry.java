package io.headrace.broker;

import io.headrace.message.EntryRef;

/**
 * An entry that is delivered and neither done nor dead.
 *
 * @param ref        which one
 * @param consumer   who holds it; {@link GroupState#RETRY} if it is parked, {@link GroupState#FREE} if it was handed back
 * @param idleMillis time since this hold began
 * @param deliveries the server's delivery count; not the number of attempts
 * @param attempts   what is recorded of its failures; {@link Attempts#NONE} if nothing is
 */
public record PendingEntry(EntryRef ref, String consumer, long idleMillis, int deliveries, Attempts attempts) {}
