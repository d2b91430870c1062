package io.headrace.broker;

/** A message to make a dead letter; {@code meta} is the packed account of why. */
public record Bury(Hold hold, byte[] meta) {
    @Override
    public String toString() {
        return "Bury[" + hold + ", " + meta.length + " bytes]";
    }
}
