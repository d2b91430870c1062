package io.headrace.broker;

/** What becomes of a {@link Run} besides its next step. */
public enum RunTurn {
    /** Goes on, under a new owner, unless it is done. */
    RESUME,
    /** Ends early, if it goes on. */
    CANCEL,
    /** Is done, if it goes on under this owner. */
    FINISH
}
