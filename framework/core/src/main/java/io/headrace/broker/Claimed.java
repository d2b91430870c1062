package io.headrace.broker;

/**
 * A pending entry that this consumer now holds.
 *
 * @param hold     the entry and the new hold
 * @param attempts what failed before
 * @param batch    where its body is
 * @param entry    which entry of the batch it is
 */
public record Claimed(Hold hold, Attempts attempts, EntryBatch batch, int entry) {}
