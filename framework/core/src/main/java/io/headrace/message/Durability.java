package io.headrace.message;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;

/**
 * What a send waits for before it is confirmed. An immutable value.
 *
 * @param level    where the message must be
 * @param replicas how many replicas must have it; 0 unless the level is {@link Level#REPLICATED}
 */
public record Durability(Level level, int replicas) {
    private static final Durability MEMORY = new Durability(Level.MEMORY, 0);
    private static final Durability FSYNC = new Durability(Level.FSYNC, 0);
    private static final int MAX_REPLICAS = 100;

    /** Where a message is when its send is confirmed. */
    public enum Level {
        /** In the primary's memory. */
        MEMORY,
        /** In the memory of the primary and of replicas. */
        REPLICATED,
        /** In the primary's append-only file, synced to its disk. */
        FSYNC
    }

    public Durability {
        int least = level == Level.REPLICATED ? 1 : 0;
        int most = level == Level.REPLICATED ? MAX_REPLICAS : 0;
        if (replicas < least || replicas > most) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "Durability " + level + " of " + replicas + " replicas: use " + least + " to " + most + ".");
        }
    }

    /** The primary has answered: the message is in its memory. */
    public static Durability memory() {
        return MEMORY;
    }

    /** This many replicas, 1 to 100, have confirmed that they received the message. */
    public static Durability replicated(int replicas) {
        return new Durability(Level.REPLICATED, replicas);
    }

    /** The primary has synced its append-only file with the message to disk. */
    public static Durability fsync() {
        return FSYNC;
    }

    @Override
    public String toString() {
        return level == Level.REPLICATED ? "REPLICATED(" + replicas + ")" : level.name();
    }
}
