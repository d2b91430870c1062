package io.headrace.broker;

/** When a group's position may be moved. */
public enum ResetMode {
    /** Only while no worker of the group is alive. */
    IF_IDLE,

    /**
     * Also under running workers. What they have in hand after an earlier position they go on handling, but their effects
     * and acks come to nothing unless it is with them again; it runs a second time.
     */
    FORCED
}
