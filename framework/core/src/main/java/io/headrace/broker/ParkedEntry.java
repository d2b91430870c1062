package io.headrace.broker;

import io.headrace.message.EntryRef;

/**
 * A message that waits for a retry.
 *
 * @param ref         which one
 * @param dueAtMillis when it is due, by the server's clock
 * @param attempts    what is recorded of its failures; {@link Attempts#NONE} if nothing is
 */
public record ParkedEntry(EntryRef ref, long dueAtMillis, Attempts attempts) {}
