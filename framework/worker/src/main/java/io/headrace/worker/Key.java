package io.headrace.worker;

/**
 * A known key.
 *
 * @param name     its name: from {@code headrace.} on, or below a group or stream
 * @param fallback what holds if it is not set, as printed
 */
record Key<T>(String name, Kind<T> kind, String fallback) {}
