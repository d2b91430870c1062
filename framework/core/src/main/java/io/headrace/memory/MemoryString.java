package io.headrace.memory;

/** A string. */
record MemoryString(byte[] bytes) implements Value {
    @Override
    public String type() {
        return "string";
    }

    @Override
    public boolean isAbsent() {
        return false;
    }
}
