package io.headrace.testkit.simulation;

/** What may happen to one broker call. */
enum Fault {
    /** Nothing. */
    NONE,
    /** The process dies before the request leaves. */
    CRASH_BEFORE,
    /** The process dies after the server carried the request out, before the reply arrives. */
    CRASH_AFTER,
    /** The connection breaks before the request arrives. */
    LOST_REQUEST,
    /** The connection breaks after the server carried the request out. */
    LOST_REPLY,
    /** The connection breaks, the caller is told so, and the server carries the request out some time later. */
    LATE_COPY,
    /** The server carries the request out, and once more some time later. */
    DUPLICATE;

    /** Whether a process dies of it. */
    boolean isDeadly() {
        return this == CRASH_BEFORE || this == CRASH_AFTER;
    }
}
