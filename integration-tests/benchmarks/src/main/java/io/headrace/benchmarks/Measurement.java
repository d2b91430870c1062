package io.headrace.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What came of one {@link Job}.
 *
 * @param clientCpuMillis CPU time of the contender's process, all its threads; -1 where it cannot be read
 * @param serverCpuMillis CPU time of the server; -1 where it cannot be read
 * @param allocatedBytes  what the contender's process allocated on its heap
 * @param latency         of a paced run
 */
record Measurement(
        int messages,
        long nanos,
        long clientCpuMillis,
        long serverCpuMillis,
        long allocatedBytes,
        int missing,
        int duplicates,
        long strangers,
        @Nullable Latency latency) {

    /** Percentiles in microseconds. */
    record Latency(long p50, long p99, long p999, long max) {}

    double perSecond() {
        return messages * 1e9 / nanos;
    }

    double clientCpuSecondsPerMillion() {
        return clientCpuMillis < 0 ? Double.NaN : clientCpuMillis * 1e3 / messages;
    }

    double serverCpuSecondsPerMillion() {
        return serverCpuMillis < 0 ? Double.NaN : serverCpuMillis * 1e3 / messages;
    }

    double allocatedPerMessage() {
        return (double) allocatedBytes / messages;
    }
}
