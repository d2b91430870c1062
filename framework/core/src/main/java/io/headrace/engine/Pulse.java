package io.headrace.engine;

/** How fast handlers are: a moving average of the time that one message takes. */
final class Pulse {
    private static final double WEIGHT = 0.1;

    private double nanosPerMessage;

    void handled(int messages, long tookNanos) {
        if (messages > 0) {
            double sample = (double) tookNanos / messages;
            // A slower sample counts at once: a slice that is too long keeps messages from idle runners.
            double weight = nanosPerMessage == 0 || sample > nanosPerMessage ? 1 : WEIGHT;
            nanosPerMessage += weight * (sample - nanosPerMessage);
        }
    }

    /** Whether one message takes longer; not as long as nothing is known. */
    boolean isSlowerThan(long nanos) {
        return nanosPerMessage > nanos;
    }

    /** How many messages a runner handles in this time; 0 as long as nothing is known. */
    int messagesWithin(long nanos) {
        return nanosPerMessage == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, nanos / nanosPerMessage);
    }
}
