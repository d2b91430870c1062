package io.headrace.time;

/** Where the runtime reads the time: the system's clocks, or {@link ManualTime} in tests. Safe for all threads. */
public interface Ticker {
    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanos();

    /** Milliseconds since the epoch, by this machine's clock. */
    long millis();

    /** The system's clocks. */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
