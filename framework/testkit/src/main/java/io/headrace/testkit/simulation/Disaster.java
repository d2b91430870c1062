package io.headrace.testkit.simulation;

/** What may happen to a process, to the server or to what it holds, at any time. */
enum Disaster {
    /** A process dies. */
    CRASH,
    /** A process is asked to stop. */
    DRAIN,
    /** A process stands still, for up to several leases, and goes on as if nothing had been. */
    PAUSE,
    /** A process cannot reach the server, for up to several leases. */
    CUT_OFF,
    /** Nobody can reach the server, for up to several leases. */
    OUTAGE,
    /** All connections break at once; the server keeps what it has. */
    RESTART,
    /** The server's clock is set forward or back, by up to an hour. */
    CLOCK,
    /** The group is destroyed, with all that is pending in it. */
    DESTROY_GROUP,
    /** A stranger deletes an entry. */
    DELETE_ENTRY,
    /** The index of retries is deleted. */
    DELETE_DUE,
    /** The leases are deleted. */
    DELETE_ALIVE,
    /** The group's clock and cursors are deleted. */
    DELETE_CONTROL,
    /** The markers of messages that are handled alone are deleted. */
    DELETE_PROBE,
    /** The checkpoint is deleted. */
    DELETE_CHECKPOINT,
    /** An operator edits and replays a dead letter. */
    REPLAY;

    /** Whether a process may die of it, or others may think that it has. */
    boolean isDeadly() {
        return switch (this) {
            case CRASH, DRAIN, PAUSE, CUT_OFF, DESTROY_GROUP, DELETE_ALIVE, DELETE_CONTROL, DELETE_PROBE -> true;
            default -> false;
        };
    }
}
