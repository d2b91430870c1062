package io.headrace.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether somebody asked the process to stop. Safe for all threads. */
final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);
    private volatile String reason = "";

    /** Asks it to stop, for this reason. */
    void request(String reason) {
        this.reason = reason;
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Why it was asked to stop; empty if it was not. */
    String reason() {
        return reason;
    }

    /** Waits until it is asked to stop, at most this long. An interrupt asks it to. */
    void await(long time, TimeUnit unit) {
        try {
            requested.await(time, unit);
        } catch (InterruptedException interrupt) {
            request("Interrupted");
        }
    }
}
