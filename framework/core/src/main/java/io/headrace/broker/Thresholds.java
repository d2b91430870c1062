package io.headrace.broker;

import java.time.Duration;

/**
 * From when on something is a finding of an {@linkplain Diagnosis examination}. Immutable: every method with an argument
 * returns a changed copy.
 *
 * @param memoryShare     used memory as a share of {@code maxmemory}, default 0.85
 * @param fragmentation   memory taken from the system, as a multiple of what is used, default 1.5
 * @param fragmentedBytes used memory below which fragmentation does not matter, default 100 MiB
 * @param clientBytes     what the server buffers for one client, in or out, default 16 MiB
 * @param roundTrip       the median of 20 round trips, and the slowest of them, default 5 ms
 * @param growth          messages by which a backlog grows between two looks, default 100
 * @param idle            how long a consumer that holds entries has not asked for any, default 5 min
 * @param deadLetters     dead letters of one group, default 1,000
 * @param deadLetterAge   age of a group's oldest dead letter, default 7 days
 * @param streamLength    entries of a stream most of which no group needs, default 100,000
 * @param keyBytes        size of one of Headrace's keys, default 64 MiB
 */
public record Thresholds(
        double memoryShare,
        double fragmentation,
        long fragmentedBytes,
        long clientBytes,
        Duration roundTrip,
        long growth,
        Duration idle,
        long deadLetters,
        Duration deadLetterAge,
        long streamLength,
        long keyBytes) {
    private static final long MIB = 1024 * 1024;

    /** All as described. */
    public static final Thresholds DEFAULTS = new Thresholds(
            0.85,
            1.5,
            100 * MIB,
            16 * MIB,
            Duration.ofMillis(5),
            100,
            Duration.ofMinutes(5),
            1000,
            Duration.ofDays(7),
            100_000,
            64 * MIB);

    /** Used memory is found from this share of {@code maxmemory} on. */
    public Thresholds memoryShare(double memoryShare) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** Fragmentation is found from this ratio on. */
    public Thresholds fragmentation(double fragmentation) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** Fragmentation is found from this much used memory on. */
    public Thresholds fragmentedBytes(long fragmentedBytes) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** A client is found from this much buffered for it on. */
    public Thresholds clientBytes(long clientBytes) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** Round trips are found when they take longer. */
    public Thresholds roundTrip(Duration roundTrip) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** A backlog is found when it grows by this many messages. */
    public Thresholds growth(long growth) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** A consumer is found when it holds entries and has been idle for longer. */
    public Thresholds idle(Duration idle) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** Dead letters are found when there are more. */
    public Thresholds deadLetters(long deadLetters) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** Dead letters are found when the oldest is older. */
    public Thresholds deadLetterAge(Duration deadLetterAge) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** A stream that nobody trims is found when it is longer. */
    public Thresholds streamLength(long streamLength) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }

    /** A key is found when it is larger. */
    public Thresholds keyBytes(long keyBytes) {
        return new Thresholds(
                memoryShare,
                fragmentation,
                fragmentedBytes,
                clientBytes,
                roundTrip,
                growth,
                idle,
                deadLetters,
                deadLetterAge,
                streamLength,
                keyBytes);
    }
}
