package io.headrace.observe;

/** The ways into a worker's hands and out of them. Every message that came in by one is in hand or left by another. */
public enum Flow {
    /** Read for the first time. */
    FETCHED(true),
    /** Taken for a retry that was due, after somebody released it, or from a worker that died. */
    CLAIMED(true),
    /** Pending under this worker's name without being in its hands, and taken over. */
    ADOPTED(true),
    /** Handled and committed. */
    DONE(false),
    /** Settled by somebody else first; its effects here did not take place. */
    SUPERSEDED(false),
    /** Failed, waiting for its next attempt. */
    PARKED(false),
    /** Made a dead letter. */
    DEAD(false),
    /** Handed back unprocessed. */
    RELEASED(false),
    /** Pending, but without a body on the server: somebody trimmed or deleted it. */
    LOST(false),
    /** Let go of because the worker's lease was gone: whoever takes over has it. */
    ABANDONED(false);

    private final boolean inward;

    Flow(boolean inward) {
        this.inward = inward;
    }

    /** Whether messages come in this way. */
    public boolean isInward() {
        return inward;
    }
}
