package io.headrace.benchmarks;

/** Runs jobs of one contender, here or in a process of its own. */
interface Client extends AutoCloseable {
    /**
     * Runs one job.
     *
     * @param started called once the contender has begun to take messages
     * @throws IllegalStateException if the job cannot be done; the message says why
     */
    Measurement run(Job job, Runnable started);

    @Override
    void close();
}
