package io.headrace.broker;

/** An entry to append to a stream. */
public record Append(String stream, Envelope entry) {}
