package io.headrace.observe;

/** Where a worker, or one of its subscriptions, is in its life. */
public enum WorkerState {
    /** The group is open; entries left under this worker's name are being taken over. */
    STARTING,
    /** Messages are fetched and handled. */
    RUNNING,
    /** Nothing new is taken; what is held is finished or handed back. */
    DRAINING,
    /** Over, as asked for. */
    STOPPED,
    /** Over, because of an error in the runtime itself. */
    FAILED
}
