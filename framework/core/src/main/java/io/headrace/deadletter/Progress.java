package io.headrace.deadletter;

/** Hears how far something long is. Called on the thread that does it, so it must not take long. */
@FunctionalInterface
public interface Progress {
    /** Nobody listens. */
    Progress NONE = (looked, of) -> {};

    /** So many dead letters were looked at, of about this many. */
    void looked(long letters, long of);
}
