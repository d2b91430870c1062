package io.headrace.broker;

/** Fresh entries of the stream and of the lane; each is delivered for the first time. */
public record Fetched(EntryBatch stream, EntryBatch lane) {}
