package io.headrace.broker;

/**
 * A message to make a dead letter.
 *
 * @param hold   the entry and the hold
 * @param delete as in {@link Commit}
 * @param meta   the packed account of why
 */
public record Bury(Hold hold, boolean delete, byte[] meta) {
    /** A dead letter whose entry stays where it is, too. */
    public Bury(Hold hold, byte[] meta) {
        this(hold, false, meta);
    }

    @Override
    public String toString() {
        return "Bury[" + hold + ", " + meta.length + " bytes]";
    }
}
