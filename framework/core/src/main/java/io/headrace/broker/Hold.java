package io.headrace.broker;

import io.headrace.message.EntryRef;

/**
 * A consumer's hold on a pending entry. The server's delivery count tells one hold from the next: it is 1 after a read
 * and grows with every claim, so a late copy of a command cannot touch a later hold.
 *
 * @param ref        the entry
 * @param deliveries the server's delivery count during this hold
 */
public record Hold(EntryRef ref, int deliveries) {}
