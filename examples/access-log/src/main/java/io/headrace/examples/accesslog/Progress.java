package io.headrace.examples.accesslog;

/** Told how far the job is, often and by one thread. */
@FunctionalInterface
interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /** {@code done} of {@code total} lines are through: counted or dead-lettered. */
    void handled(long done, long total);
}
