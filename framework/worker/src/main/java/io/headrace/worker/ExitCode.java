package io.headrace.worker;

import io.headrace.error.HeadraceException;

/** How a worker process ends. A second signal ends it with 128 and the signal's number. */
enum ExitCode {
    /** The workers drained, or there was nothing to do. */
    DRAINED(0),
    /** It could not start, or a worker failed. */
    FAILED(1),
    /** Arguments or configuration are wrong. */
    MISUSED(2),
    /** Handlers still ran when the drain's time was over. */
    DRAIN_TIMED_OUT(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The code for a process that could not start for this reason. */
    static ExitCode of(HeadraceException failure) {
        return switch (failure.code()) {
            case BAD_CONFIGURATION, NO_APPLICATION, BAD_URI -> MISUSED;
            default -> FAILED;
        };
    }
}
