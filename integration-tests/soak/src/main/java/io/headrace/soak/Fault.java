package io.headrace.soak;

/** What a soak does to what it runs. */
enum Fault {
    /** A worker's process is killed by SIGKILL, and another one started at once. */
    KILL,
    /** A worker's process is stopped by SIGSTOP, for longer than its lease. */
    FREEZE,
    /** It goes on, unless it was killed meanwhile. */
    THAW,
    /** All connections to the server are closed. */
    CUT,
    /** All connections to the server are reset. */
    RESET,
    /** One request is carried out, but its reply is lost with the connection. */
    LOSE_REPLY,
    /** The server is killed by SIGKILL. */
    SERVER_DOWN,
    /** The server starts again with what is in its append-only file. */
    SERVER_UP
}
