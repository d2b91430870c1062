package io.headrace.memory;

/** What a key holds. */
sealed interface Value permits MemoryStream, MemoryHash, MemorySet, MemorySortedSet, MemoryString {
    /** The type as the server names it. */
    String type();

    /** Whether the key counts as missing: a collection without members does, a stream without entries does not. */
    boolean isAbsent();
}
