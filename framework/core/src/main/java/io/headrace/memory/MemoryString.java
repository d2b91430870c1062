package io.headrace.memory;

/** A string, and when it expires, {@link Long#MAX_VALUE} if never. */
record MemoryString(byte[] bytes, long expiresAtMillis) implements Value {
    MemoryString(byte[] bytes) {
        this(bytes, Long.MAX_VALUE);
    }

    @Override
    public String type() {
        return "string";
    }

    @Override
    public boolean isAbsent() {
        return false;
    }
}
